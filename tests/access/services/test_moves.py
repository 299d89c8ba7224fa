"""What the dry run says is what the carrying out does, over made-up histories."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from access.access import Access
from access.services.changes import carry_out, preview
from access.services.grants import ledger
from core import clock
from tests.factories.access import community, organiser
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)

OPEN = st.builds(
    lambda months, ahead: {
        "kind": "open",
        "months": months,
        "anchor_on": NOON.date() + timedelta(days=ahead),
    },
    st.integers(1, 24),
    st.integers(-100, 900),
)
OTHERS = st.one_of(
    st.builds(lambda days: {"kind": "extend", "days": days}, st.integers(1, 90)),
    st.builds(lambda months: {"kind": "renew", "months": months}, st.integers(1, 12)),
    st.just({"kind": "pause"}),
    st.just({"kind": "resume"}),
    st.just({"kind": "revoke"}),
    st.builds(lambda index: {"kind": "revoke_one", "index": index}, st.integers(0, 20)),
)
HISTORIES = st.lists(
    st.tuples(st.integers(0, 120), st.one_of(OPEN, OTHERS)), min_size=2, max_size=8
)
YEAR = {"kind": "open", "months": 12, "anchor_on": date(2026, 3, 10)}
PAUSE, RESUME = {"kind": "pause"}, {"kind": "resume"}


def terms_for(person, terms):
    """An index means one of the rows that there are by then."""
    if "index" not in terms:
        return terms
    rows = list(person.grants.order_by("pk"))
    chosen = rows[terms["index"] % len(rows)] if rows else None
    return {"kind": "revoke_one", "grant": chosen} if chosen else PAUSE


def look_and_do(boss, person, terms):
    """The line that was shown; what was done is the same."""
    action = {"people": [person], "circle": community(), "reason": "Why", **terms}
    shown = preview(organiser=boss, **action)
    done = carry_out(organiser=boss, expected=shown.digest, **action)
    assert done.lines == shown.lines
    return shown.lines[0]


def is_what_stands(line, person):
    """The ledger, and the doors, are as the line said."""
    place = ledger.place_of(person, community())
    assert place.outlook == line.after
    window = Access.of(person).window
    assert (window is not None) == line.after.is_open
    if window:
        assert window.ends_at == line.after.ends_at


def takes_only_what_it_should(line, terms):
    if terms["kind"] in {"open", "extend", "renew", "resume"}:
        assert not line.is_shortened
    if terms["kind"] in {"open", "extend", "renew"}:
        assert line.after.days_kept == line.before.days_kept
    if line.why_not:
        assert line.is_unchanged


def leaves_all_as_it_was(boss, person):
    """A pause that is ended on its day, at the end of the history."""
    place = ledger.place_of(person, community())
    if not place.is_open or place.open_until is None:
        return
    look_and_do(boss, person, PAUSE)
    look_and_do(boss, person, RESUME)
    assert ledger.place_of(person, community()).outlook == place.outlook


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=HISTORIES)
@example(history=[(0, YEAR), (20, PAUSE), (0, YEAR), (5, RESUME), (0, RESUME)])
@example(
    history=[
        (0, YEAR),
        (9, {"kind": "extend", "days": 30}),
        (9, PAUSE),
        (50, RESUME),
        (0, {"kind": "renew", "months": 12}),
        (0, {"kind": "revoke_one", "index": 2}),
    ]
)
def test_what_is_shown_is_what_is_done(history):
    with transaction.atomic():
        moment = NOON
        boss, person = organiser(), UserFactory()
        for days, drawn in history:
            moment += timedelta(days=days)
            with clock.at(moment):
                terms = terms_for(person, drawn)
                line = look_and_do(boss, person, terms)
                is_what_stands(line, person)
                takes_only_what_it_should(line, terms)
        with clock.at(moment):
            leaves_all_as_it_was(boss, person)
        transaction.set_rollback(True)
