import re
from urllib.parse import unquote

import pytest
from django.utils.html import escape

from core import clock
from core.limits import EDITING, POSTING_NEW, PREVIEWING
from forum.models import Post
from forum.services.posts import reply_to_thread
from notifications.models import Notice
from tests.factories.access import expired, member, moderator, suspended
from tests.factories.accounts import new_person
from tests.factories.forum import (
    PostFactory,
    ThreadFactory,
    members_category,
    thread_of,
)
from tests.jobs import run_jobs
from tests.richtext.parsing import shown

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def text(response):
    return response.content.decode()


def test_detail_leads_to_the_page_that_holds_the_post(client):
    thread = thread_of(45)

    response = client.get(f"/t/{thread.pk}/p/43/")

    assert response.status_code == 302
    assert response["Location"] == f"/t/{thread.pk}/{thread.slug}/?page=3#p43"


def test_detail_leads_to_the_same_page_after_posts_above_are_gone(client):
    thread = thread_of(41)
    thread.posts.filter(position__in=[2, 3, 4]).update(deleted_at=clock.now())

    response = client.get(f"/t/{thread.pk}/p/41/")

    assert response["Location"].endswith("?page=3#p41")


@pytest.mark.parametrize(
    ("trait", "who"), [("deleted", "its author"), ("hidden", "a moderator")]
)
def test_detail_of_a_removed_post_is_gone_and_says_who_took_it(client, trait, who):
    thread = thread_of(1)
    PostFactory(thread=thread, position=2, body="The words", **{trait: True})

    response = client.get(f"/t/{thread.pk}/p/2/")

    assert response.status_code == 410
    assert f"by {who} on" in text(response)
    assert "The words" not in text(response)


def test_detail_of_a_hidden_post_is_there_for_a_moderator(client):
    post = PostFactory(hidden=True)
    client.force_login(moderator())

    assert client.get(post.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("position", ["0", "4", "9" * 18, "9" * 30, "-1", "٣"])
def test_detail_of_a_place_that_is_none_is_not_found(client, position):
    thread = thread_of(3)

    assert client.get(f"/t/{thread.pk}/p/{position}/").status_code == 404


def test_detail_behind_a_door_is_the_door(client):
    post = PostFactory(thread__category=members_category())
    assert client.get(post.get_absolute_url()).status_code == 404

    client.force_login(expired())
    assert client.get(post.get_absolute_url()).status_code == 403


def test_create_replies_and_leads_to_the_reply(client):
    thread, author = thread_of(20), member()
    client.force_login(author)

    response = client.post(f"/t/{thread.pk}/reply/", {"body": "Hello"})

    assert Post.objects.get(position=21).author == author
    assert response.status_code == 302
    assert response["Location"] == f"/t/{thread.pk}/{thread.slug}/?page=2#p21"


def test_create_sent_twice_replies_once(client):
    thread = thread_of(1)
    client.force_login(member())
    fields = {"body": "Hello", "token": "one"}

    first = client.post(f"/t/{thread.pk}/reply/", fields)
    again = client.post(f"/t/{thread.pk}/reply/", fields)

    assert first["Location"] == again["Location"]
    assert Post.objects.count() == 2


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_create_takes_the_same_words_to_another_answer_for_a_new_reply(client, headers):
    thread = thread_of(1)
    url = f"/t/{thread.pk}/reply/"
    client.force_login(member())
    for turn in range(2):
        form = client.get(url).context["form"]
        sent = {name: form[name].value() for name in ("token", "after")}
        for _ in range(2):
            client.post(url, sent | {"body": "Thanks"}, headers=headers)
        reply_to_thread(author=member(), thread=thread, body=f"Answer {turn}")

    bodies = Post.objects.order_by("position").values_list("body", flat=True)
    assert list(bodies)[1:] == ["Thanks", "Answer 0", "Thanks", "Answer 1"]


def test_create_under_htmx_brings_every_post_since_the_last_one_seen(client):
    thread = thread_of(2)
    reply_to_thread(author=member(), thread=thread, body="Came meanwhile")
    client.force_login(member())

    response = client.post(
        f"/t/{thread.pk}/reply/", {"body": "Hello", "after": "2"}, headers=HTMX
    )

    part = text(response)
    assert response.status_code == 201
    assert "Came meanwhile" in part
    assert "Hello" in part
    assert 'hx-swap-oob="beforeend:#posts-list"' in part
    assert 'name="after" value="4"' in part
    assert "<html" not in part
    assert "HX-Request" in response["Vary"]


def test_create_under_htmx_tells_every_number_of_the_page_anew(client):
    thread, author = thread_of(23, author=member()), member()
    reply_to_thread(author=member(), thread=thread, body="Came meanwhile")
    client.force_login(author)

    response = client.post(
        f"/t/{thread.pk}/reply/", {"body": "Hello", "after": "23"}, headers=HTMX
    )

    part = text(response)
    assert part.count('hx-swap-oob="true"') == 4
    assert '<span id="reply-count" hx-swap-oob="true">24 replies</span>' in part
    assert 'id="posts-h" hx-swap-oob="true">Posts 21 to 25</h2>' in part
    assert 'placeholder="1–25"' in part
    assert "Posted: your reply is number 25." in part


def test_create_under_htmx_takes_what_it_brings_for_read(client):
    author = member()
    thread = thread_of(1, author=author)
    reply_to_thread(author=member(), thread=thread, body="Came meanwhile")
    run_jobs()
    client.force_login(author)
    assert Notice.objects.unread().filter(recipient=author).count() == 1

    response = client.post(
        f"/t/{thread.pk}/reply/", {"body": "Hello", "after": "1"}, headers=HTMX
    )

    assert not Notice.objects.unread().filter(recipient=author).exists()
    assert '<span class="vh">Notices</span>' in text(response)


def test_create_under_htmx_goes_to_the_next_page_when_this_one_is_full(client):
    thread = thread_of(20)
    client.force_login(member())

    response = client.post(
        f"/t/{thread.pk}/reply/", {"body": "Hello", "after": "20"}, headers=HTMX
    )

    assert response["HX-Redirect"] == f"/t/{thread.pk}/{thread.slug}/?page=2#p21"


def test_create_under_htmx_shows_what_waits_where_it_will_stand(client):
    """The page it is on has the same address: going there would load nothing."""
    thread = thread_of(3)
    client.force_login(new_person())
    words = {"body": "My first words", "after": "2"}

    response = client.post(f"/t/{thread.pk}/reply/", words, headers=HTMX)

    assert response.status_code == 201
    page = response.context["page"]
    assert [post.position for post in page.posts] == [3]
    assert [post.position for post in page.waiting] == [None]
    assert response.context["form"].initial == {"after": 3}
    page = text(response)
    assert 'id="posts-waiting" hx-swap-oob="true"' in page
    assert "Sent: only you can see it until a person has read it." in page
    assert "A post of yours waits to be read by a person." in page


def test_create_under_htmx_answers_the_same_words_again_in_place(client):
    thread = thread_of(1)
    client.force_login(member())
    url, sent = f"/t/{thread.pk}/reply/", {"body": "Thank you", "token": "first"}
    client.post(url, sent | {"after": "1"}, headers=HTMX)

    again = sent | {"token": "second", "after": "2"}
    response = client.post(url, again, headers=HTMX)

    assert response.status_code == 201
    assert response.context["page"].posts == []
    assert response.context["form"].initial == {"after": 2}
    assert "Posted: your reply is number 2." in text(response)
    assert thread.posts.count() == 2


def test_create_under_htmx_brings_one_page_at_most_to_who_has_no_post_yet(client):
    long, short = thread_of(20), thread_of(1)
    client.force_login(member())
    words = {"body": "Hello", "after": "0"}

    far = client.post(f"/t/{long.pk}/reply/", words, headers=HTMX)
    near = client.post(f"/t/{short.pk}/reply/", words, headers=HTMX)

    assert far["HX-Redirect"] == f"/t/{long.pk}/{long.slug}/?page=2#p21"
    assert text(far) == ""
    assert text(near).count("<article") == 2


@pytest.mark.parametrize("after", ["", "99", "x"])
def test_create_under_htmx_with_an_odd_place_never_fails(client, after):
    thread = thread_of(1)
    client.force_login(member())

    response = client.post(
        f"/t/{thread.pk}/reply/", {"body": "Hello", "after": after}, headers=HTMX
    )

    assert response.status_code in {200, 422}


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    "body",
    [
        *("", " \n ", "x" * 20_001, "Nul \x00 byte", "[]()", "&nbsp;", "```\n```"),
        *("![]()", "<!-- nothing -->", "\u3164", "\u0301"),
    ],
)
def test_create_keeps_the_text_of_a_wrong_form(client, body, headers):
    thread = thread_of(1)
    client.force_login(member())

    response = client.post(f"/t/{thread.pk}/reply/", {"body": body}, headers=headers)

    assert response.status_code == 422
    assert escape(body.strip()) in text(response)
    assert ("<html" in text(response)) == (not headers)
    assert Post.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_create_on_a_thread_locked_while_typing_keeps_the_text(client, headers):
    thread = ThreadFactory(locked=True)
    client.force_login(member())

    response = client.post(
        f"/t/{thread.pk}/reply/", {"body": "Kept words"}, headers=headers
    )

    assert response.status_code == 403
    assert "This thread is locked." in text(response)
    assert "Kept words" in text(response)
    assert not Post.objects.exists()


@pytest.mark.parametrize(("actor", "status"), [(suspended, 403), (new_person, 302)])
def test_create_by_persona_in_a_public_category(client, actor, status):
    thread = thread_of(1)
    client.force_login(actor())

    response = client.post(f"/t/{thread.pk}/reply/", {"body": "Hello"})

    assert response.status_code == status


def test_create_beyond_the_rate_answers_429_and_keeps_the_text(client):
    author, thread = new_person(), thread_of(1)
    PostFactory(author=author)
    client.force_login(author)
    url = f"/t/{thread.pk}/reply/"
    with clock.at(clock.now()):
        for number in range(POSTING_NEW[0]):
            client.post(url, {"body": f"Hello, {number}"})

        response = client.post(url, {"body": "Kept words"})

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Kept words" in text(response)
    assert "times in ten minutes. It is open again at " in text(response)


def test_edit_beyond_the_rate_answers_429_and_keeps_the_text(client):
    post = thread_of(1).posts.get()
    client.force_login(post.author)
    url = f"/posts/{post.pk}/edit/"
    with clock.at(clock.now()):
        for revision in range(1, EDITING[0] + 1):
            client.post(url, {"body": f"Text {revision}", "revision": revision})

        response = client.post(url, {"body": "Kept words", "revision": EDITING[0] + 1})

    post.refresh_from_db()
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Kept words" in text(response)
    assert (post.body, post.revisions.count()) == (f"Text {EDITING[0]}", EDITING[0])


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_create_keeps_what_a_visitor_sent_until_they_have_signed_in(client, headers):
    thread = thread_of(1)
    url = f"/t/{thread.pk}/reply/"

    response = client.post(url, {"body": "Kept words"}, headers=headers)

    goal = response["HX-Redirect"] if headers else response["Location"]
    assert unquote(goal) == f"/accounts/login/?next={url}"
    client.force_login(member())
    assert "Kept words" in text(client.get(url))
    assert Post.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_create_gives_the_text_back_at_a_door_that_closed_meanwhile(client, headers):
    thread = thread_of(1, category=members_category())
    client.force_login(expired())

    response = client.post(
        f"/t/{thread.pk}/reply/", {"body": "Kept words"}, headers=headers
    )

    assert response.status_code == 403
    assert "your window is closed" in text(response)
    assert ">\nKept words</textarea>" in text(response)
    assert Post.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_create_gives_the_text_back_where_the_thread_was_hidden(client, headers):
    thread = ThreadFactory(hidden=True)
    client.force_login(member())

    response = client.post(
        f"/t/{thread.pk}/reply/", {"body": "Kept words"}, headers=headers
    )

    assert response.status_code == 410
    assert ">\nKept words</textarea>" in text(response)
    assert not Post.objects.exists()


def test_words_that_waited_for_a_sign_in_are_shown_at_a_door_that_closed(client):
    thread = thread_of(1, category=members_category())
    url = f"/t/{thread.pk}/reply/"
    client.post(url, {"body": "Kept words"})
    client.force_login(expired())

    response = client.get(url)

    assert response.status_code == 403
    assert ">\nKept words</textarea>" in text(response)


def test_words_of_one_person_do_not_wait_for_visitors(client):
    thread = thread_of(1)
    url = thread.get_absolute_url()
    client.post(f"/t/{thread.pk}/reply/", {"body": "Kept words"})

    assert "Kept words" not in text(client.get(f"/t/{thread.pk}/reply/", follow=True))
    assert "Kept words" not in text(client.get(url))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_create_sent_twice_with_other_words_loses_neither(client, headers):
    thread = thread_of(1)
    client.force_login(member())
    url = f"/t/{thread.pk}/reply/"
    client.post(url, {"body": "Hello", "token": "one"})

    response = client.post(
        url, {"body": "Hello, and more", "token": "one"}, headers=headers
    )

    assert response.status_code == 409
    assert ">\nHello</textarea>" in text(response)
    assert ">\nHello, and more</textarea>" in text(response)
    assert Post.objects.count() == 2
    again = dict(re.findall(r'name="(token)" value="([^"]+)"', text(response)))
    assert again["token"] != "one"
    assert client.post(url, {"body": "Hello, and more"} | again).status_code == 302
    bodies = Post.objects.order_by("position").values_list("body", flat=True)
    assert list(bodies)[1:] == ["Hello", "Hello, and more"]


def test_preview_says_that_one_is_signed_out(client):
    response = client.post("/t/preview/", {"body": "Words"}, headers=HTMX)

    assert response.status_code == 422
    assert "You are signed out, so there is no preview." in text(response)


def test_create_begins_a_reply_to_a_post_with_its_authors_handle(client):
    thread = thread_of(1, author=member(handle="ana"))
    client.force_login(member())

    assert "@ana " in text(client.get(f"/t/{thread.pk}/reply/?to=1"))


@pytest.mark.parametrize("to", ["", "9", "0", "-1", "x", "٣", "9" * 40])
def test_create_ignores_a_post_that_is_none(client, to):
    thread = thread_of(1, author=member(handle="ana"))
    client.force_login(member())

    response = client.get(f"/t/{thread.pk}/reply/", {"to": to})

    assert response.status_code == 200
    assert "@ana" not in text(response)


def test_create_shows_a_preview_that_equals_the_published_post(client):
    thread = thread_of(1)
    client.force_login(member())
    url, words = f"/t/{thread.pk}/reply/", {"body": "# Title\n\n1. *a*\n2. `b`"}

    preview = text(client.post(url, words | {"preview": "1"}))
    assert Post.objects.count() == 1

    client.post(url, words)
    html = Post.objects.get(position=2).body_html
    assert shown(html) in preview


def test_preview_is_the_servers_own_rendering(client):
    client.force_login(member())

    response = client.post("/t/preview/", {"body": "So **bold**"}, headers=HTMX)

    assert response.status_code == 200
    assert text(response).strip() == "<p>So <strong>bold</strong></p>"


@pytest.mark.parametrize("body", ["", "x" * 20_001])
def test_preview_of_no_text_says_so(client, body):
    client.force_login(member())

    assert client.post("/t/preview/", {"body": body}).status_code == 422


def test_previews_beyond_the_rate_keep_the_text(client):
    thread = thread_of(1)
    client.force_login(member())
    words = {"body": "Kept words", "preview": "1"}
    with clock.at(clock.now()):
        for _ in range(PREVIEWING[0]):
            client.post("/t/preview/", words)

        response = client.post(f"/t/{thread.pk}/reply/", words)

    assert response.status_code == 200
    assert "That was a lot of previews." in text(response)
    assert ">\nKept words</textarea>" in text(response)
