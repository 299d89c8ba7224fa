"""A kept page is never stale: whatever changes it, the next reader sees it."""

import re
from datetime import timedelta

import pytest

from access.models import Circle
from access.services.circles import save_circle
from accounts.services.names import names_changed
from accounts.services.people import rename
from core import clock
from forum.enums import Audience, Right
from forum.models import Post
from forum.services import categories, holding, moderating, posts, threads
from forum.services.rendering import rerender_stale_posts
from tests.factories.access import CircleFactory, member, moderator, organiser
from tests.factories.accounts import new_person
from tests.factories.forum import CategoryFactory, PostFactory, allow, thread_of

pytestmark = pytest.mark.django_db

LOCKED = {"reason": "Everything is said."}


class Place:
    def __init__(self):
        self.author = member(handle="ana", display_name="Ana Before")
        self.thread = thread_of(1, author=self.author, title="Before the change")
        self.post = posts.reply_to_thread(
            author=self.author, thread=self.thread, body="Words before"
        )
        self.newcomer = new_person()
        self.held = posts.reply_to_thread(
            author=self.newcomer, thread=self.thread, body="Held words"
        )
        self.hidden = PostFactory(thread=self.thread, position=3, body="Under cover")
        self.thread.last_position = 3
        self.thread.save()
        moderating.hide_post(moderator=moderator(), post=self.hidden, reason="Rule 4")
        self.gone = PostFactory(thread=self.thread, position=4, body="Soon back")
        self.thread.refresh_from_db()
        self.thread.last_position = 4
        self.thread.save()
        posts.delete_post(author=self.gone.author, post=self.gone)
        self.thread.refresh_from_db()
        self.judge, self.organiser = moderator(), organiser()


@pytest.fixture
def place():
    return Place()


def rename_person(place):
    rename(person=place.author, display_name="Ana After")


def rerender(place):
    """A newer renderer: the same source, other HTML."""
    Post.objects.filter(pk=place.post.pk).update(body="*Words*", body_html_version=0)
    rerender_stale_posts(limit=9)


def reply(place):
    return posts.reply_to_thread(author=member(), thread=place.thread, body="One more")


def edit(place):
    return posts.edit_post(
        author=place.author, post=place.post, body="Words after", revision=1
    )


def rename_category(place):
    category = place.thread.category
    return categories.edit_category(
        organiser=place.organiser,
        category=category,
        version=category.version,
        name="Another name",
    )


CHANGES = {
    "reply": reply,
    "edit": edit,
    "rerender": rerender,
    "delete": lambda p: posts.delete_post(author=p.author, post=p.post),
    "undelete": lambda p: posts.undelete_post(author=p.gone.author, post=p.gone),
    "hide": lambda p: moderating.hide_post(
        moderator=p.judge, post=p.post, reason="Rule 4"
    ),
    "restore": lambda p: moderating.restore_post(moderator=p.judge, post=p.hidden),
    "release": lambda p: holding.release_post(moderator=p.judge, post=p.held),
    "lock": lambda p: moderating.lock_thread(
        moderator=p.judge, thread=p.thread, **LOCKED
    ),
    "pin": lambda p: moderating.pin_thread(
        moderator=p.judge, thread=p.thread, until=clock.now() + timedelta(days=2)
    ),
    "rename": lambda p: threads.rename_thread(
        actor=p.thread.author, thread=p.thread, title="Before the changes"
    ),
    "byline": rename_person,
    "category": rename_category,
}
SHOWN_IN_LISTS = {
    *("reply", "delete", "undelete", "hide", "restore", "release", "lock", "pin"),
    *("rename", "byline", "category"),
}


def page(client, url):
    """The page without what differs with each answer: tokens of its forms."""
    content = client.get(url, follow=True).content.decode()
    return re.sub(r'name="(csrfmiddlewaretoken|token)" value="[^"]*"', "", content)


@pytest.mark.parametrize("reader", ["visitor", "member"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_thread_is_never_stale(client, place, change, reader):
    if reader == "member":
        client.force_login(member())
    url = place.thread.get_absolute_url()
    before = page(client, url)
    assert page(client, url) == before

    CHANGES[change](place)

    after = page(client, url)
    assert after != before
    assert page(client, url) == after


@pytest.mark.parametrize("reader", ["visitor", "member"])
@pytest.mark.parametrize(
    ("address", "change"),
    [
        *(("category", change) for change in sorted(SHOWN_IN_LISTS)),
        # A pin is of its category: the list of all knows none.
        *(("forum", change) for change in sorted(SHOWN_IN_LISTS - {"pin"})),
    ],
)
def test_lists_are_never_stale(client, place, change, address, reader):
    if reader == "member":
        client.force_login(member())
    category = place.thread.category
    url = category.get_absolute_url() if address == "category" else "/forum/"
    before = page(client, url)

    CHANGES[change](place)

    assert page(client, url) != before


@pytest.mark.parametrize("reader", [None, member])
def test_a_right_taken_away_closes_the_kept_page(client, place, reader):
    if reader:
        client.force_login(reader())
    url = place.thread.get_absolute_url()
    assert client.get(url).status_code == 200

    categories.set_rights(
        organiser=place.organiser, category=place.thread.category, rights=[]
    )

    assert client.get(url).status_code == 404


def test_a_right_given_changes_what_a_kept_page_offers(client, place):
    categories.set_rights(
        organiser=place.organiser,
        category=place.thread.category,
        rights=[((Audience.EVERYONE, None), Right.READ)],
    )
    client.force_login(member())
    url = place.thread.get_absolute_url()
    assert b"Your reply" not in client.get(url).content

    categories.set_rights(
        organiser=place.organiser,
        category=place.thread.category,
        rights=[
            ((Audience.EVERYONE, None), Right.READ),
            ((Audience.CIRCLE, Circle.objects.community()), Right.REPLY),
        ],
    )

    assert b"Your reply" in client.get(url).content


def test_a_hidden_thread_is_gone_at_once(client, place):
    url = place.thread.get_absolute_url()
    assert client.get(url).status_code == 200

    moderating.hide_thread(moderator=place.judge, thread=place.thread, reason="Rule 4")

    assert client.get(url).status_code == 410


@pytest.mark.parametrize("address", ["thread", "category", "forum"])
def test_a_lock_that_ends_by_itself_goes_from_the_kept_page(client, place, address):
    until = clock.now() + timedelta(hours=2)
    moderating.lock_thread(
        moderator=place.judge, thread=place.thread, until=until, **LOCKED
    )
    url = {
        "thread": place.thread.get_absolute_url(),
        "category": place.thread.category.get_absolute_url(),
        "forum": "/forum/",
    }[address]
    with clock.at(until - timedelta(seconds=1)):
        assert b"Locked" in client.get(url).content

    with clock.at(until):
        assert b"Locked" not in client.get(url).content


def test_a_pin_that_ends_by_itself_goes_from_the_kept_list(client, place):
    until = clock.now() + timedelta(hours=2)
    moderating.pin_thread(moderator=place.judge, thread=place.thread, until=until)
    url = place.thread.category.get_absolute_url()
    with clock.at(until - timedelta(seconds=1)):
        assert b"Pinned" in client.get(url).content

    with clock.at(until):
        assert b"Pinned" not in client.get(url).content


def test_a_person_who_leaves_goes_from_pages_that_mention_them(client, place):
    ben = member(handle="ben", display_name="Ben Before")
    posts.reply_to_thread(author=member(), thread=place.thread, body="Ask @ben")
    before = page(client, place.thread.get_absolute_url())

    rename(person=ben, display_name="Ben After")

    assert page(client, place.thread.get_absolute_url()) != before


def test_a_handle_that_is_taken_later_becomes_a_link(client, place):
    posts.reply_to_thread(author=member(), thread=place.thread, body="Ask @ben")
    url = place.thread.get_absolute_url()
    assert "/u/ben/" not in page(client, url)

    member(handle="ben")
    names_changed()

    assert "/u/ben/" in page(client, url)


@pytest.mark.parametrize("reader", ["visitor", "member"])
def test_a_category_never_names_a_circle_by_its_old_name(client, reader):
    category, circle = CategoryFactory(), CircleFactory(name="Old circle")
    allow(category, Audience.CIRCLE, Right.REPLY, circle=circle)
    if reader == "member":
        client.force_login(member())
    url = category.get_absolute_url()
    assert "Old circle" in page(client, url)

    save_circle(organiser=organiser(), circle=circle, name="New circle")

    assert "Old circle" not in page(client, url)
    assert "New circle" in page(client, url)
