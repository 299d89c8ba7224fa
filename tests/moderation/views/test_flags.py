import pytest
from django.urls import reverse

from core import limits
from forum.models import CategoryRight
from forum.services.moderating import hide_post, restore_post
from forum.services.posts import delete_post
from moderation.models import Case, Flag
from tests.factories.access import suspended
from tests.factories.accounts import new_person

pytestmark = pytest.mark.django_db


def url(post, kind="post"):
    return reverse("moderation:flag_create", args=[kind, post.pk])


def test_create_leads_a_visitor_to_sign_in(client, post):
    response = client.post(url(post), {"reason": "other"})

    assert (response.status_code, response.url.partition("?")[0]) == (
        302,
        reverse("account_login"),
    )
    assert not Flag.objects.exists()


def test_create_keeps_the_words_of_a_session_that_ended(client, post, reporter):
    client.post(url(post), {"reason": "other", "note": "Kept words"})
    client.force_login(reporter)

    page = client.get(url(post)).content.decode()

    assert "Kept words" in page
    assert page.count("checked") == 1


def test_create_gives_the_note_back_where_the_post_is_gone(client, post, reporter):
    client.force_login(reporter)
    delete_post(author=post.author, post=post)

    response = client.post(url(post), {"reason": "other", "note": "Kept words"})

    assert response.status_code == 404
    assert "Kept words</textarea>" in response.content.decode()
    assert not Flag.objects.exists()


def test_create_shows_the_words_and_the_reasons(client, post, reporter):
    client.force_login(reporter)

    page = client.get(url(post)).content.decode()

    assert "Buy my <em>course</em> at once." in page
    assert page.count('type="radio"') == 7


def test_create_sends_it_and_leads_back(client, post, reporter):
    client.force_login(reporter)

    response = client.post(url(post), {"reason": "advertising", "note": "Again"})

    assert (response.status_code, response.url) == (302, post.get_absolute_url())
    flag = Flag.objects.get()
    assert (flag.reporter, flag.reason, flag.note) == (reporter, "advertising", "Again")


@pytest.mark.parametrize(
    "answers",
    [
        {"note": "Kept words"},
        {"reason": "nonsense", "note": "Kept words"},
        {"reason": "other", "note": "Kept words" * 200},
        {"reason": "other", "note": "Kept words\x00"},
    ],
)
def test_create_refuses_a_wrong_form_and_keeps_the_words(
    client, post, reporter, answers
):
    client.force_login(reporter)

    response = client.post(url(post), answers)

    assert response.status_code == 422
    assert "Kept words" in response.content.decode()
    assert not Case.objects.exists()


def test_create_says_that_it_was_flagged_before(client, post, reporter):
    client.force_login(reporter)
    client.post(url(post), {"reason": "other"})

    page = client.get(url(post)).content.decode()
    client.post(url(post), {"reason": "other"})

    assert "You have flagged this already." in page
    assert Flag.objects.count() == 1


def test_create_keeps_the_words_of_whoever_is_too_fast(
    client, post, reporter, monkeypatch
):
    monkeypatch.setattr(limits, "FLAGGING", (0, 600))
    client.force_login(reporter)

    response = client.post(url(post), {"reason": "other", "note": "Kept words"})

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert "Kept words" in response.content.decode()
    assert "can wait a little. It is open again at " in response.content.decode()
    assert not Flag.objects.exists()


def test_create_knows_nothing_that_cannot_be_seen(client, post, held_post, reporter):
    client.force_login(reporter)
    hidden = [url(held_post), url(post, "nonsense")]
    codes = [
        client.post(address, {"reason": "other"}).status_code for address in hidden
    ]
    CategoryRight.objects.all().delete()
    codes.append(client.post(url(post), {"reason": "other"}).status_code)

    assert codes == [404, 404, 404]
    assert not Flag.objects.exists()


def test_create_gives_whoever_may_not_flag_an_address(client, post, settings):
    settings.MODERATORS_EMAIL = "moderators@example.org"
    address = "mailto:moderators@example.org"
    client.force_login(new_person())
    page = client.get(url(post)).content.decode()
    client.force_login(post.author)
    own = client.get(url(post)).content.decode()

    assert "Flagging opens with your first window." in page
    assert address in page
    assert address not in own


@pytest.mark.parametrize("make", [new_person, suspended])
def test_create_refuses_the_new_and_the_suspended(client, post, make):
    client.force_login(make())

    codes = [
        client.get(url(post)).status_code,
        client.post(url(post), {"reason": "other"}).status_code,
    ]

    assert codes == [403, 403]
    assert not Flag.objects.exists()


def test_create_on_a_thread_shows_no_post_that_waits(client, held_post, reporter):
    client.force_login(reporter)

    page = client.get(url(held_post.thread, "thread")).content.decode()

    assert "What do people see?" in page
    assert "First words." not in page


def test_create_on_a_thread_shows_no_opening_that_was_taken_away(
    client, thread, hana, reporter
):
    opening = thread.posts.get()
    client.force_login(reporter)
    hide_post(moderator=hana, post=opening, reason="Rule 4")
    hidden = client.get(url(thread, "thread"))
    restore_post(moderator=hana, post=opening)
    delete_post(author=opening.author, post=opening)
    deleted = client.get(url(thread, "thread"))

    assert (hidden.status_code, deleted.status_code) == (200, 200)
    assert "What do people see?" not in hidden.content.decode()
    assert "What do people see?" not in deleted.content.decode()


HTMX = {"HX-Request": "true"}


def test_create_opens_the_form_in_place_under_htmx(client, post, reporter):
    client.force_login(reporter)

    response = client.get(url(post), headers=HTMX)

    part = response.content.decode()
    assert response.status_code == 200
    assert "HX-Request" in response["Vary"]
    assert "<html" not in part
    assert f'id="flag-post-{post.pk}-note"' in part


def test_create_says_in_place_that_you_flagged_it(client, post, reporter):
    client.force_login(reporter)

    response = client.post(url(post), {"reason": "unkind"}, headers=HTMX)

    part = response.content.decode()
    assert response.status_code == 201
    assert f'id="flag-post-{post.pk}" hx-swap-oob="true"' in part
    assert part.count("You flagged this post") == 2
    assert Flag.objects.get().reporter == reporter
    assert (
        "You flagged this post" in client.get(url(post), headers=HTMX).content.decode()
    )


def test_create_shows_an_error_in_place(client, post, reporter):
    client.force_login(reporter)

    response = client.post(url(post), {"note": "Kept words"}, headers=HTMX)

    part = response.content.decode()
    assert (response.status_code, "<html" in part) == (422, False)
    assert "Kept words</textarea>" in part
    assert not Flag.objects.exists()


def test_create_refuses_under_htmx_as_elsewhere(client, post):
    client.force_login(new_person())

    response = client.get(url(post), headers=HTMX)

    assert response.status_code == 403
    assert "Flagging opens with your first window." in response.content.decode()


def test_create_leads_a_visitor_under_htmx_to_sign_in(client, post):
    response = client.get(url(post), headers=HTMX)

    assert response["HX-Redirect"].startswith(reverse("account_login"))


def test_create_refuses_a_flag_on_what_waits(client, hana, held_post):
    client.force_login(hana)

    asked = client.get(url(held_post))
    sent = client.post(url(held_post), {"reason": "other"})

    assert (asked.status_code, sent.status_code) == (403, 403)
    assert "This is not out." in asked.content.decode()
    assert not Flag.objects.exists()
