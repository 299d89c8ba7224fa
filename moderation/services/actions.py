"""What moderators do at their own pages, one object an action.

The pages ask the registry what is open on a case, on what waits, and on a person;
content adds actions of its own there and on its own pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from access.access import Access
from accounts.models import User
from moderation import registry
from moderation.enums import Outcome
from moderation.models import Case
from moderation.registry import CASE, HELD, PERSON, Action, register_action
from moderation.services import decisions, drafts, holding, people
from moderation.services.files import PersonFile
from moderation.services.subjects import Subject
from moderation.services.together import Beside, beside_of

RULE = frozenset({"rule"})
RULE_AND_DAYS = frozenset({"rule", "days"})
WORDS = frozenset({"words"})
CLOSED = "The case is closed. Should its author bring it back, it is open again."
WAITS = "It waits to be read again, and its author has been told."
Chosen = Mapping[str, Any]


@dataclass(frozen=True)
class Matter:
    """A case before a moderator: what it is about, whose it is, what else stands."""

    access: Access
    case: Case
    subject: Subject | None
    file: PersonFile | None

    @cached_property
    def beside(self) -> Beside:
        until = self.file.suspended_until if self.file else None
        return beside_of(self.access, self.subject, until)

    @property
    def label(self) -> str:
        return self.subject.label if self.subject else ""


def until_of(chosen: Chosen, action: Action, on: Any) -> datetime | None:
    """Until when the person is suspended, where the action is one that suspends."""
    if "days" not in action.needs(on):
        return None
    return people.until_in(chosen.get("days") or 7)


def _keep_label(on: Matter) -> str:
    if not on.case.is_open or on.subject is None:
        return ""
    if on.subject.is_hidden_with_another:
        return f"The {on.label} stays hidden, also when its story comes back"
    stays = "stays hidden" if on.subject.is_hidden else "stays"
    return f"Nothing, the {on.label} {stays}"


def _close_label(on: Matter) -> str:
    is_away = on.case.is_open and on.subject is None
    return "Close the case: its author has taken it away" if is_away else ""


def _can_be_hidden(on: Matter) -> bool:
    return on.case.is_open and on.subject is not None and not on.subject.is_hidden


def _hide_label(on: Matter) -> str:
    return f"Hide the {on.label}, tell the author why" if _can_be_hidden(on) else ""


def _hide_and_suspend_label(on: Matter) -> str:
    is_open = on.file is not None and on.file.may_be_suspended and _can_be_hidden(on)
    return "Hide it, and suspend writing for a while" if is_open else ""


def _restore_label(on: Matter) -> str:
    """Not for what was brought back by another case since, nor for what is away with
    what it belongs to.
    """
    subject = on.subject
    if subject is None or not subject.is_hidden or subject.obstacle:
        return ""
    if on.case.is_open and subject.is_waiting:
        return f"Let the {on.label} wait to be read again"
    is_due = on.case.is_open or on.case.outcome == Outcome.HIDDEN
    return f"Make the {on.label} visible again" if is_due else ""


def _hiding_draft(on: Matter, chosen: Chosen) -> drafts.Draft | None:
    if on.subject is None or on.case.author is None:
        return None
    return drafts.hidden(
        moderator=chosen["moderator"],
        person=on.case.author,
        subject=on.subject,
        rule=chosen["rule"],
        words=chosen["words"],
        until=chosen["until"],
        whole=on.beside.whole if chosen.get("with_whole") else None,
    )


def _keeping_draft(on: Matter, chosen: Chosen) -> drafts.Draft | None:
    subject = on.subject
    if subject is None or on.case.author is None or not subject.is_hidden_with_another:
        return None
    return drafts.stays_hidden(
        moderator=chosen["moderator"],
        person=on.case.author,
        subject=subject,
        words=chosen["words"],
    )


def _restoring_draft(on: Matter, chosen: Chosen) -> drafts.Draft | None:
    if on.subject is None or on.case.author is None:
        return None
    return drafts.restored(
        moderator=chosen["moderator"],
        person=on.case.author,
        subject=on.subject,
        words=chosen["words"],
        whole=on.beside.whole if chosen.get("with_whole") else None,
        is_lifted=bool(chosen.get("lifts")),
    )


def _kept(done: Case) -> str:
    return CLOSED if done.outcome == Outcome.GONE else "It stays."


def _restored(done: Case) -> str:
    is_waiting = done.outcome == Outcome.WAITING
    return WAITS if is_waiting else "It is visible again, and its author has been told."


KEEP = Action(
    key="keep",
    label=_keep_label,
    perform=decisions.keep,
    draft_of=_keeping_draft,
    sentence=_kept,
    outcome=Outcome.KEPT,
)
CLOSE = Action(
    key="close",
    label=_close_label,
    perform=decisions.close,
    sentence=lambda done: CLOSED,
    outcome=Outcome.GONE,
)
HIDE = Action(
    key="hide",
    label=_hide_label,
    perform=decisions.hide,
    needs=lambda on: RULE,
    draft_of=_hiding_draft,
    sentence=lambda done: "It is hidden. The letter is on its way.",
    outcome=Outcome.HIDDEN,
)
HIDE_AND_SUSPEND = Action(
    key="hide_suspend",
    label=_hide_and_suspend_label,
    perform=decisions.hide,
    needs=lambda on: RULE_AND_DAYS,
    draft_of=_hiding_draft,
    sentence=lambda done: (
        "It is hidden, and its author can read but not write. The letter is on its way."
    ),
    outcome=Outcome.HIDDEN,
)
RESTORE = Action(
    key="restore",
    label=_restore_label,
    perform=decisions.restore,
    draft_of=_restoring_draft,
    sentence=_restored,
    outcome=Outcome.RESTORED,
)


def _held(on: Subject) -> registry.Held:
    found = registry.held(on.key)
    if found is None:
        raise LookupError(f"Nothing of the kind {on.key} waits.")
    return found


def _refusal_draft(on: Subject, chosen: Chosen) -> drafts.Draft | None:
    if on.author is None:
        return None
    return drafts.refused(
        moderator=chosen["moderator"],
        person=on.author,
        subject=on,
        rule=chosen.get("rule"),
        words=chosen["words"],
    )


def _release(
    *, moderator: User, on: Subject, version: int | None, chosen: Chosen
) -> Case:
    pk = on.thing.pk
    return holding.release(moderator=moderator, kind=on.key, pk=pk, version=version)


def _refuse(
    *, moderator: User, on: Subject, version: int | None, chosen: Chosen
) -> Case:
    return holding.refuse(
        moderator=moderator,
        kind=on.key,
        pk=on.thing.pk,
        rule=chosen.get("rule"),
        words=chosen["words"],
        version=version,
    )


RELEASE = Action(
    key="release",
    label=lambda on: "Release it",
    perform=_release,
    sentence=lambda on: f"The {on.label} is out. Its author is told.",
    outcome=Outcome.RELEASED,
)
REFUSE = Action(
    key="refuse",
    label=lambda on: _held(on).refuse_label,
    perform=_refuse,
    needs=lambda on: RULE if _held(on).needs_rule else WORDS,
    draft_of=_refusal_draft,
    sentence=lambda on: f"The {on.label} stays in. The letter is on its way.",
    outcome=Outcome.REFUSED,
)


def _suspend(*, moderator: User, on: PersonFile, chosen: Chosen) -> object:
    return people.suspend(
        moderator=moderator,
        person=on.person,
        until=chosen["until"],
        rule=chosen["rule"],
        words=chosen["words"],
    )


def _lift(*, moderator: User, on: PersonFile, chosen: Chosen) -> object:
    return people.lift(moderator=moderator, person=on.person, words=chosen["words"])


SUSPEND = Action(
    key="suspend",
    label=lambda on: "" if on.suspended_until else "Suspend writing",
    perform=_suspend,
    needs=lambda on: RULE_AND_DAYS,
    draft_of=lambda on, chosen: drafts.suspended(
        moderator=chosen["moderator"],
        person=on.person,
        until=chosen["until"],
        rule=chosen["rule"],
        words=chosen["words"],
    ),
    sentence=lambda on: (
        f"{on.person.display_name} can read, but not write. The letter is sent."
    ),
)
LIFT = Action(
    key="lift",
    label=lambda on: "Lift the suspension" if on.suspended_until else "",
    perform=_lift,
    draft_of=lambda on, chosen: drafts.lifted(
        moderator=chosen["moderator"], person=on.person, words=chosen["words"]
    ),
    sentence=lambda on: f"{on.person.display_name} can write again.",
)


def register() -> None:
    # The order in which a page offers them.
    for action in (KEEP, CLOSE, RESTORE, HIDE, HIDE_AND_SUSPEND):
        register_action(CASE, action)
    for action in (RELEASE, REFUSE):
        register_action(HELD, action)
    for action in (SUSPEND, LIFT):
        register_action(PERSON, action)
