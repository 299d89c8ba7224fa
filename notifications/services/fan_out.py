"""Turning an event into notices and mail, some hundred people a transaction.

Everything is asked by the set: what a batch asks does not grow with its people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model

from access.access import Access
from accounts.models import User
from notifications import registry
from notifications.models import Event, Notice
from notifications.models.notice import blocked_by
from notifications.registry import Reason, Target, Verb
from notifications.services import mailing
from notifications.services.hearing import silenced


@dataclass(frozen=True)
class Telling:
    """An event of which people are told, with what it is about."""

    event: Event
    kind: Target
    target: Model

    @cached_property
    def conversation(self) -> str:
        return self.kind.conversation_of(self.target)

    @cached_property
    def about(self) -> dict[str, Any]:
        return {"target_kind": self.kind.key, "target_id": self.target.pk}


def event_of(event_id: int) -> Event | None:
    """The event, unless it was undone or everybody has been told."""
    return Event.objects.filter(pk=event_id, done_at=None).first()


def reasons_of(event: Event) -> Sequence[Reason]:
    """Who may hear of it; nobody where what it is about has gone."""
    telling = _telling(event)
    return _reasons(telling) if telling else []


def tell(keys: Sequence[int], *, event_id: int) -> int:
    """Make notices and mail for these people, and say how many were told.

    In the batch's transaction. Batches about one thing come one after the other, so
    that a person who is reached by two events has one notice.
    """
    event = _locked(event_id)
    telling = _telling(event) if event else None
    if telling is None:
        return 0
    verbs = _verbs(telling, keys)
    people = User.objects.filter(pk__in=verbs, is_active=True).in_bulk()
    accesses = Access.of_many(people.values())
    hear = _hearing(telling, verbs, accesses)
    told = _notices(telling, {pk: verbs[pk] for pk in hear})
    wanted = mailing.wanted(told, telling.kind, telling.target, accesses)
    mailing.write(wanted, people, verbs)
    return len(told)


def _locked(event_id: int) -> Event | None:
    """The event under the lock of all that wait about the same thing."""
    event = event_of(event_id)
    if event is None:
        return None
    waiting = Event.objects.select_for_update(of=("self",), no_key=True).filter(
        target_kind=event.target_kind, target_id=event.target_id, done_at=None
    )
    return {row.pk: row for row in waiting.order_by("pk")}.get(event_id)


def _telling(event: Event) -> Telling | None:
    kind = registry.target(event.target_kind)
    if kind is None or registry.verb(event.verb) is None:
        return None
    target = kind.model._default_manager.filter(pk=event.target_id).first()
    return Telling(event, kind, target) if target else None


def _reasons(telling: Telling) -> Sequence[Reason]:
    verb = registry.verb(telling.event.verb)
    assert verb is not None
    return verb.recipients(telling.event, telling.target)


def _verbs(telling: Telling, keys: Sequence[int]) -> dict[int, Verb]:
    """By which verb each person hears of it: the first reason that names them."""
    found: dict[int, Verb] = {}
    for reason in _reasons(telling):
        verb = registry.verb(reason.verb)
        if verb is None:
            continue
        named = set(reason.people).intersection(keys)
        if reason.rows is not None:
            rows = reason.rows.filter(person__in=keys)
            named.update(rows.values_list("person", flat=True))
        for key in named:
            found.setdefault(key, verb)
    # Nobody is told of their own act.
    found.pop(telling.event.actor_id or 0, None)
    return found


def _hearing(
    telling: Telling, verbs: Mapping[int, Verb], accesses: Mapping[int, Access]
) -> list[int]:
    """Those who may see the thing, have not seen it yet, and want to hear of it."""
    readers = telling.kind.readers([telling.target.pk], accesses)
    actor = telling.event.actor_id
    silent = silenced(telling.kind, telling.target, actor, verbs)
    silent |= telling.kind.seen_by(telling.target, verbs)
    return [
        key
        for key in sorted(readers.get(telling.target.pk, ()))
        if accesses[key].is_signed_in
        and not (
            verbs[key].is_optional
            and (key in silent or actor in blocked_by(accesses[key]))
        )
    ]


def _notices(telling: Telling, verbs: Mapping[int, Verb]) -> list[Notice]:
    """The notices that say something new.

    A waiting notice of the same event changes only for a stronger reason. One that
    was read comes back: what happens after a visit is told after it.
    """
    families = {verb.family for verb in verbs.values()}
    there = Notice.objects.select_for_update(of=("self",), no_key=True).filter(
        recipient__in=verbs, family__in=families, **telling.about
    )
    before = {(row.recipient_id, row.family): row for row in there.order_by("pk")}
    new, changed = [], []
    for person, verb in verbs.items():
        notice = before.get((person, verb.family))
        if notice is None:
            notice = Notice(recipient_id=person, family=verb.family, **telling.about)
            new.append(notice)
        elif notice.is_unread and not _is_stronger(verb, notice):
            continue
        else:
            changed.append(notice)
        notice.verb = verb.name
        notice.actor_id = telling.event.actor_id
        notice.context = telling.event.data.get("words", {})
        notice.conversation = telling.conversation
        notice.due_at = telling.event.due_at
        notice.read_at = None
    Notice.objects.bulk_create(new)
    Notice.objects.bulk_update(
        changed, ["verb", "actor", "context", "conversation", "due_at", "read_at"]
    )
    return new + changed


def _is_stronger(verb: Verb, notice: Notice) -> bool:
    before = registry.verb(notice.verb)
    return before is None or verb.strength > before.strength
