"""A place is taken away while its pages are being loaded and written to."""

import pytest
from django.test import Client

from access.services.grants import grant_place, revoke_all
from forum.models import Post
from tests.factories.access import community, member, organiser
from tests.factories.accounts import UserFactory
from tests.factories.forum import members_category, thread_of
from tests.racing import race
from tests.richtext.parsing import rich

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread():
    thread = thread_of(1, category=members_category(), title="Behind the door")
    Post.objects.update(body_html=rich("<p>marker-behind-the-door</p>"))
    return thread


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def revoke(boss, person):
    return revoke_all(
        organiser=boss, person=person, circle=community(), reason="A plain reason."
    )


def test_a_page_loaded_during_a_revocation_is_whole_or_closed(thread):
    boss, person = organiser(), member()
    browsers = [browser_of(person) for _ in range(3)]
    url = thread.get_absolute_url()

    *pages, _ended = race(
        *(lambda browser=browser: browser.get(url) for browser in browsers),
        lambda: revoke(boss, person),
    )

    for page in pages:
        is_shown = "marker-behind-the-door" in page.content.decode()
        assert (page.status_code, is_shown) in {(200, True), (403, False)}
    for browser in browsers:
        after = browser.get(url)
        assert after.status_code == 403
        assert "marker-behind-the-door" not in after.content.decode()


def test_a_reply_sent_during_a_revocation_is_written_or_refused(thread):
    boss, person = organiser(), member()
    browser = browser_of(person)

    answer, _ended = race(
        lambda: browser.post(f"/t/{thread.pk}/reply/", {"body": "On its way."}),
        lambda: revoke(boss, person),
    )

    written = Post.objects.filter(author=person).count()
    assert (answer.status_code, written) in {(302, 1), (403, 0)}
    again = browser.post(f"/t/{thread.pk}/reply/", {"body": "Too late."})
    assert again.status_code == 403
    assert not Post.objects.filter(body="Too late.").exists()


def test_two_places_opened_at_once_both_stand():
    boss, person = organiser(), UserFactory()

    def give(months):
        return grant_place(
            organiser=boss, person=person, circle=community(), months=months
        )

    race(lambda: give(12), lambda: give(3))

    assert sorted(person.grants.standing().values_list("months", flat=True)) == [3, 12]
