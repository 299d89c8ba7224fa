"""Actions are objects: a page offers and carries out whatever is registered there."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core import clock
from forum.reporting import THREAD
from moderation import registry
from moderation.models import Case, LogEntry, Message
from moderation.registry import CASE, Action
from moderation.services import decisions
from moderation.services.flags import flag_thing
from tests.factories.access import member, moderator
from tests.factories.forum import thread_of

pytestmark = pytest.mark.django_db
WORDS = "Seen and thought about."


@pytest.fixture
def case(reporter, post):
    return flag_thing(reporter=reporter, kind="post", pk=post.pk, reason="other").case


def register(monkeypatch, **parts):
    """One action more on the page of a case, for the length of a test."""
    action = Action(key="thank", **parts)
    known = registry._actions[CASE] | {action.key: action}
    monkeypatch.setitem(registry._actions, CASE, known)


def test_a_case_offers_and_carries_out_what_content_registers(
    client, case, monkeypatch
):
    register(
        monkeypatch,
        label=lambda on: f"Thank for the {on.label}" if on.case.is_open else "",
        perform=decisions.keep,
        sentence=lambda done: f"Case {done.pk} is thanked for.",
    )
    client.force_login(moderator())
    url = reverse("moderation:case_detail", args=[case.pk])

    page = client.get(url)
    sent = {"action": "thank", "words": WORDS, "version": page.context["version"]}
    after = client.post(url, sent, follow=True).content.decode()

    assert "Thank for the post" in page.content.decode()
    assert f"Case {case.pk} is thanked for." in after
    assert [entry.reason for entry in LogEntry.objects.all()] == [WORDS]
    assert "Thank for" not in client.get(url).content.decode()


def test_an_action_that_refuses_keeps_what_was_typed(client, case, monkeypatch):
    def refuse(**terms):
        raise PermissionDenied("Not today.")

    register(monkeypatch, label=lambda on: "Thank for it", perform=refuse)
    client.force_login(moderator())
    url = reverse("moderation:case_detail", args=[case.pk])

    response = client.post(url, {"action": "thank", "words": WORDS, "version": 1})

    page = response.content.decode()
    assert response.status_code == 403
    assert "Not today." in page
    assert WORDS in page
    assert Case.objects.open().count() == 1
    assert not LogEntry.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({}, ["lock", "pin"]),
        ({"locked": True}, ["unlock", "pin"]),
        ({"pinned": True}, ["lock", "pin", "unpin"]),
    ],
)
def test_a_thread_s_page_offers_moderators_what_is_registered(client, state, expected):
    thread, judge = thread_of(1), moderator()
    if state.get("locked"):
        thread.locked_at, thread.locked_by = clock.now(), judge
    if state.get("pinned"):
        thread.pinned_until = clock.now() + timedelta(days=1)
        thread.pinned_by = judge
    thread.save()
    client.force_login(judge)

    page = client.get(thread.get_absolute_url())

    assert [offer.key for offer in page.context["offers"]] == expected
    words = page.content.decode()
    for offer in registry.offers(THREAD, thread):
        assert offer.label in words
        assert offer.url in words
    client.force_login(member())
    assert "offers" not in client.get(thread.get_absolute_url()).context
