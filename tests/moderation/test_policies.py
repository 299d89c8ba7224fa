from datetime import timedelta

import pytest

from access.access import Access
from accounts.models import User
from core import clock
from moderation.policies import can_flag, can_judge

NOW = clock.now()
MODERATOR = frozenset({("moderator", None)})


def access(pk=1, **fields):
    return Access(person=User(pk=pk, approved_at=NOW), now=NOW, **fields)


MEMBER = {"had_window": True}


@pytest.mark.parametrize(
    ("reader", "author_id", "reason"),
    [
        (access(**MEMBER), 2, ""),
        (access(**MEMBER), None, ""),
        (access(roles=MODERATOR), 2, ""),
        (access(), 2, "Flagging opens with your first window."),
        (access(**MEMBER), 1, "These are your own words:"),
        (
            access(**MEMBER, suspended_until=NOW + timedelta(days=1)),
            2,
            "You can read but not write until",
        ),
        (Access.visitor(), 2, "Sign in to flag something."),
    ],
)
def test_can_flag(reader, author_id, reason):
    verdict = can_flag(reader, author_id)

    assert bool(verdict) == (not reason)
    assert verdict.reason.startswith(reason)


@pytest.mark.parametrize(
    ("reader", "author_id", "reason"),
    [
        (access(roles=MODERATOR), 2, ""),
        (access(roles=MODERATOR), None, ""),
        (access(roles=MODERATOR), 1, "This is about your own words."),
        (access(pending_roles=frozenset({"moderator"})), 2, "Set up a second factor"),
        (access(**MEMBER), 2, "Only moderators"),
        (Access.visitor(), 2, "Only moderators"),
    ],
)
def test_can_judge(reader, author_id, reason):
    verdict = can_judge(reader, author_id)

    assert bool(verdict) == (not reason)
    assert verdict.reason.startswith(reason)
