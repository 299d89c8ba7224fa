"""What is decided together with a thing: the whole that it opens, a suspension."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from access.access import Access
from access.models import Restriction
from access.services import restrictions
from accounts.models import User
from core import clock
from core.errors import Changed
from core.plain import quoted
from core.zones import place_of as place_name
from moderation.enums import Action, Answer, Outcome
from moderation.models import Case, Rule
from moderation.services.answering import answer_flags
from moderation.services.flags import open_case, standing_case
from moderation.services.log import record_action
from moderation.services.subjects import Subject, count_hidden, whole_of

LIFTED = (
    "The suspension has ended since you opened the page, so the letter would be "
    "another one. Nothing has been done so far."
)
ALONE = (
    "What it opens is not as it was when you opened the page. Read both again; "
    "nothing has been done so far."
)


def whole_to_hide(access: Access, subject: Subject) -> Subject | None:
    """What a moderator may hide with the thing that opens it."""
    whole = whole_of(access, subject)
    return whole if whole and not whole.is_hidden else None


def whole_to_restore(access: Access, subject: Subject) -> Subject | None:
    whole = whole_of(access, subject)
    is_away = whole is not None and whole.is_hidden and not whole.obstacle
    return whole if is_away else None


def the_one_chosen(whole: Subject | None, *, is_chosen: bool) -> Subject | None:
    """The whole, if the moderator chose it. Raises Changed where it is not there."""
    if is_chosen and whole is None:
        raise Changed(ALONE)
    return whole if is_chosen else None


def decide_whole(
    *,
    moderator: User,
    whole: Subject,
    outcome: Outcome,
    rule: Rule | None = None,
    reason: str = "",
) -> None:
    """Hide or bring back a whole by a case of its own, which is closed at once.

    In the transaction and under the locks of the act on the thing that opens it: a
    thing is locked with what it stands in.
    """
    is_hiding = outcome == Outcome.HIDDEN
    case = _case_of(whole)
    entry = record_action(
        moderator=moderator,
        action=Action.HIDE if is_hiding else Action.RESTORE,
        target=whole.thing,
        person=whole.author,
        case=case,
        rule=rule,
        reason=reason,
    )
    if is_hiding:
        whole.kind.hide(moderator, whole.thing, str(rule), entry)
    else:
        whole.kind.restore(moderator, whole.thing, reason, entry)
    case.closed_at = clock.now()
    case.closed_by = moderator
    case.outcome = outcome
    case.rule = rule
    case.version += 1
    case.save()
    answer_flags(case, Answer.HIDDEN if is_hiding else Answer.RESTORED)


def _case_of(whole: Subject) -> Case:
    """The case by which it is hidden, or the open one, made if need be; locked."""
    standing = standing_case(whole)
    if standing is None:
        return open_case(whole)
    return Case.objects.select_for_update(of=("self",), no_key=True).get(pk=standing.pk)


def suspensions_of(person: User) -> list[Restriction]:
    return list(Restriction.objects.in_force_at(clock.now()).filter(person=person))


def end_suspensions(
    *, moderator: User, person: User, reason: str, case: Case | None = None
) -> int:
    """End all that are in force, under the person's lock; say how many there were."""
    in_force = suspensions_of(person)
    if not in_force:
        return 0
    for restriction in in_force:
        restrictions.lift(moderator=moderator, restriction=restriction, reason=reason)
    record_action(
        moderator=moderator,
        action=Action.LIFT,
        target=person,
        person=person,
        case=case,
        reason=reason,
        before={"until": max(r.ends_at for r in in_force).isoformat()},
    )
    return len(in_force)


@dataclass(frozen=True)
class Beside:
    """What a moderator may decide in the same act, and in which words it is offered."""

    whole: Subject | None
    words: dict[str, tuple[str, str]]


def beside_of(
    access: Access, subject: Subject | None, until: datetime | None
) -> Beside:
    """For a thing that stands, hiding its whole; for a hidden one, what else stands."""
    if subject is None or subject.is_waiting:
        return Beside(None, {})
    words: dict[str, tuple[str, str]] = {}
    if not subject.is_hidden:
        whole = whole_to_hide(access, subject)
        if whole is not None:
            title = quoted(whole.title)
            words["with_whole"] = (
                f"If you hide it, hide the whole {whole.label} as well",
                f"Its title, {title}, stays public otherwise. {_goes(whole)}",
            )
        return Beside(whole, words)
    whole = whole_to_restore(access, subject)
    if whole is not None:
        words["with_whole"] = (
            f"Make the whole {whole.label} visible again as well",
            f"It is hidden too, so nobody would read the {subject.label} otherwise.",
        )
    if until is not None:
        words["lifts"] = (
            "End the suspension as well",
            f"Its author can read but not write until {_moment(until)}.",
        )
    return Beside(whole, words)


def _goes(whole: Subject) -> str:
    size = whole.kind.size_of(whole.thing)
    if not size:
        return "Nothing of others stands in it."
    return (
        "One post of others goes with it."
        if size == 1
        else f"{size} posts of others go with it."
    )


def _moment(value: datetime) -> str:
    local = timezone.localtime(value)
    return (
        f"{local:%-d %B %Y, %H:%M} ({place_name(timezone.get_current_timezone_name())})"
    )


def stands_still(access: Access, subject: Subject, case: Case) -> list[str]:
    """What stays as it is when the thing is brought back, one sentence each.

    The suspension is not among it, nor the whole as one more thing of the author:
    each is a choice of the form.
    """
    stands = [subject.closed_around] if subject.closed_around else []
    stands += subject.kind.stands_of(subject.thing)
    if case.author is not None:
        others = Case.objects.about(case.author).filter(outcome=Outcome.HIDDEN)
        keys = set(others.values_list("target_kind", "target_id"))
        keys.discard((subject.key, subject.thing.pk))
        if whole := subject.kind.whole_of(subject.thing):
            keys.discard(whole)
        count = count_hidden(access, keys)
        if count:
            number = "One other thing" if count == 1 else f"{count} other things"
            verb = "is" if count == 1 else "are"
            stands.append(f"{number} of {case.author.display_name} {verb} hidden.")
    return stands
