"""What depends on the reader is filled for each; what a text smuggles in is not."""

import re

import pytest
from django.utils.html import format_html

from forum.models import Post
from forum.services.posts import reply_to_thread
from richtext import registry
from richtext.parts import RichText, Slot
from tests.factories.access import member
from tests.factories.accounts import new_person
from tests.factories.forum import PostFactory, thread_of
from tests.richtext.parsing import read

pytestmark = pytest.mark.django_db

# With it a moderator who only opened the thread sent a reply.
SMUGGLED = (
    '&#xE000;line:1" hx-post="/t/1/reply/" hx-trigger="load&#xE001;\n\n'
    '[a](https://example.org/ "&#57344;line:1&#57345;")'
)


def article(response, anchor):
    return re.search(
        f'<article class="post" id="{anchor}".*?</article>',
        response.content.decode(),
        re.DOTALL,
    )[0]


def test_the_personal_slots_of_a_page_are_asked_for_once_and_shared_with_nobody(
    client, monkeypatch
):
    asked = []

    def resolve(keys, access):
        asked.append((keys, access.person_id))
        return {
            key: format_html("<b>{} of {}</b>", key, access.person_id) for key in keys
        }

    monkeypatch.setitem(
        registry._kinds, "figure", registry.Kind(resolve, True, re.compile("[a-z]+"))
    )
    thread = thread_of(3)
    for position, key in ((1, "pay"), (2, "months")):
        Post.objects.filter(thread=thread, position=position).update(
            body_html=RichText(("<p>", Slot("figure", key, "<typed>"), "</p>"))
        )
    ana, bob = member(), member()

    for person in (ana, bob, ana):
        client.force_login(person)
        page = client.get(thread.get_absolute_url())
        assert f"<p><b>pay of {person.pk}</b></p>" in article(page, "p1")
        assert f"<p><b>months of {person.pk}</b></p>" in article(page, "p2")

    assert asked == [({"pay", "months"}, person.pk) for person in (ana, bob, ana)]


def test_a_slot_in_a_waiting_post_is_filled_too(client):
    member(handle="ana", display_name="Ana Example")
    author, thread = new_person(), thread_of(1)
    reply_to_thread(author=author, thread=thread, body="Hi @ana")
    client.force_login(author)

    page = client.get(thread.get_absolute_url())

    assert '<a class="mention" href="/u/ana/">@Ana Example</a>' in page.content.decode()


@pytest.mark.parametrize("person", [member, None])
def test_a_text_sets_no_attribute_of_the_page(client, person):
    thread = thread_of(2)
    post = thread.posts.get(position=2)
    post.delete()
    PostFactory(thread=thread, position=2, body=SMUGGLED)
    if person:
        client.force_login(person())

    page = client.get(thread.get_absolute_url())
    elements = read(article(page, "p2")).elements

    plain = read(article(page, "p1")).elements
    assert scripted(elements) == scripted(plain)
    assert not any("ln" in about.get("class", "").split() for _tag, about in elements)


def scripted(elements):
    """What of the elements speaks to a script, such as the acts below a post."""
    return sorted(
        name
        for _tag, about in elements
        for name in about
        if name.startswith(("hx-", "data-"))
    )
