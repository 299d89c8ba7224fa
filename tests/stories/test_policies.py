"""The policies as tables, without a database."""

from datetime import UTC, datetime

import pytest

from access.access import Access, Window
from access.enums import RoleKind
from accounts.models import User
from core.vocabularies import Role
from stories import policies
from stories.models import Story

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AUTHOR = User(pk=1, handle="author", approved_at=NOW)
OTHER = User(pk=2, handle="other", approved_at=NOW)

PENDING = {"published_at": None, "submitted_at": NOW}
DRAFT = {"published_at": None}
HIDDEN = {"hidden_at": NOW}
WITHDRAWN = {"withdrawn_at": NOW}


def story(**facts):
    five = {
        "from_role": Role.DEVOPS,
        "to_role": Role.MLOPS,
        "ending": "done",
        "months": 7,
        "sentence": "A plain sentence",
    }
    return Story(**{"pk": 1, "author": AUTHOR, "published_at": NOW} | five | facts)


def access(person=AUTHOR, **facts):
    if person is None:
        return Access.visitor()
    return Access(person=person, now=NOW, **facts)


VISITOR = access(None)
MEMBER = {"window": Window(ends_at=None, zone="UTC"), "had_window": True}
SUSPENDED = MEMBER | {"suspended_until": datetime(2026, 12, 1, tzinfo=UTC)}
MODERATOR = {"roles": frozenset({(RoleKind.MODERATOR, None)})}
UNARMED = {"pending_roles": frozenset({RoleKind.MODERATOR})}
NO_WRITING = "You can read but not write until 1 December 2026, 00:00 (UTC)."
FACTOR = "Set up a second factor first: moderators need one to act."


@pytest.mark.parametrize(
    ("facts", "needed"),
    [
        ({}, True),
        ({"had_window": True}, True),
        (MEMBER, False),
        (MODERATOR, False),
        (UNARMED, True),
        ({"roles": frozenset({(RoleKind.ORGANISER, None)})}, False),
        ({"roles": frozenset({(RoleKind.MENTOR, None)})}, False),
    ],
)
def test_needs_review(facts, needed):
    assert policies.needs_review(access(**facts)) is needed


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        (VISITOR, "Sign in to tell your story."),
        (access(), ""),
        (access(**MEMBER), ""),
        (access(had_window=True), ""),
        (access(**SUSPENDED), NO_WRITING),
    ],
)
def test_can_tell_story(reader, reason):
    assert policies.can_tell_story(reader).reason == reason


@pytest.mark.parametrize(
    ("reader", "facts", "reason"),
    [
        (access(), {}, ""),
        (access(had_window=True), {}, ""),
        (access(), WITHDRAWN, ""),
        (access(), PENDING, ""),
        (access(**SUSPENDED), {}, NO_WRITING),
        (access(OTHER, **MEMBER), {}, policies.NOT_YOURS),
        (access(OTHER, **MODERATOR), {}, policies.NOT_YOURS),
        (VISITOR, {}, policies.NOT_YOURS),
        (
            access(),
            HIDDEN,
            "A moderator has hidden this story. You can read it here.",
        ),
    ],
)
def test_can_edit_story(reader, facts, reason):
    assert policies.can_edit_story(reader, story(**facts)).reason == reason


@pytest.mark.parametrize(
    ("reader", "facts", "reason"),
    [
        (access(), DRAFT, ""),
        (access(OTHER), DRAFT, policies.NOT_YOURS),
        (access(**SUSPENDED), DRAFT, NO_WRITING),
        (
            access(),
            DRAFT | {"months": None, "sentence": ""},
            "Still to be told: the number of months, your one sentence.",
        ),
        (
            access(),
            DRAFT | {"ending": "chose_other"},
            "Still to be told: the line you took instead.",
        ),
        (
            access(),
            DRAFT | {"from_role": "other"},
            "Still to be told: the name of the role you started in.",
        ),
    ],
)
def test_can_publish_story(reader, facts, reason):
    assert policies.can_publish_story(reader, story(**facts)).reason == reason


@pytest.mark.parametrize(
    ("reader", "facts", "reason"),
    [
        (access(), {}, ""),
        (access(), HIDDEN, ""),
        (access(**SUSPENDED), {}, ""),
        (access(OTHER, **MODERATOR), {}, policies.NOT_YOURS),
        (VISITOR, {}, policies.NOT_YOURS),
        (access(), DRAFT, "This story has not been published."),
        (access(), WITHDRAWN, "You have taken this story back already."),
    ],
)
def test_can_withdraw_story(reader, facts, reason):
    assert policies.can_withdraw_story(reader, story(**facts)).reason == reason


@pytest.mark.parametrize(
    ("reader", "facts", "reason"),
    [
        (access(), WITHDRAWN, ""),
        (access(), WITHDRAWN | HIDDEN, ""),
        (access(OTHER), WITHDRAWN, policies.NOT_YOURS),
        (access(**SUSPENDED), WITHDRAWN, NO_WRITING),
        (access(), {}, "This story has not been taken back."),
    ],
)
def test_can_bring_back_story(reader, facts, reason):
    assert policies.can_bring_back_story(reader, story(**facts)).reason == reason


@pytest.mark.parametrize(
    ("reader", "facts", "reason"),
    [
        (access(), DRAFT, ""),
        (access(), PENDING, ""),
        (access(OTHER), DRAFT, policies.NOT_YOURS),
        (access(), {}, "A published story can be taken back, not thrown away."),
    ],
)
def test_can_discard_story(reader, facts, reason):
    assert policies.can_discard_story(reader, story(**facts)).reason == reason


OWN = "Another moderator decides about your own story."


@pytest.mark.parametrize(
    ("reader", "facts", "reason"),
    [
        (access(OTHER, **MODERATOR), PENDING, ""),
        (access(AUTHOR, **MODERATOR), PENDING, OWN),
        (access(OTHER, **UNARMED), PENDING, FACTOR),
        (access(OTHER, **MEMBER), PENDING, "Only moderators can do this."),
        (VISITOR, PENDING, "Only moderators can do this."),
        (
            access(OTHER, **MODERATOR),
            DRAFT,
            "This story is not waiting to be read.",
        ),
        (access(OTHER, **MODERATOR), {}, "This story is not waiting to be read."),
        (
            access(OTHER, **MODERATOR),
            PENDING | {"author": User(pk=3, is_active=False)},
            "Its author has left.",
        ),
    ],
)
def test_can_review_story(reader, facts, reason):
    assert policies.can_review_story(reader, story(**facts)).reason == reason


@pytest.mark.parametrize(
    ("reader", "facts", "hide", "restore"),
    [
        (access(OTHER, **MODERATOR), {}, "", "This story is not hidden."),
        (access(OTHER, **MODERATOR), HIDDEN, "This story is hidden already.", ""),
        (access(AUTHOR, **MODERATOR), HIDDEN, OWN, OWN),
        (access(OTHER, **UNARMED), {}, FACTOR, FACTOR),
        (
            access(AUTHOR),
            {},
            "Only moderators can do this.",
            "Only moderators can do this.",
        ),
        (
            access(OTHER, **MODERATOR),
            PENDING,
            "This story has not been published.",
            "This story has not been published.",
        ),
    ],
)
def test_can_hide_and_restore_story(reader, facts, hide, restore):
    facts = story(**facts)

    assert policies.can_hide_story(reader, facts).reason == hide
    assert policies.can_restore_story(reader, facts).reason == restore
