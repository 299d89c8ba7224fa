"""What people are told about, and in which words. Content fills this in ready().

A *target* is a kind of thing that a notice points to, with the queryset that says
who may know of it. A *verb* is a reason to be told, with its sentence and its mail.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Model, QuerySet

# Read on the site within this time, and the mail is never sent.
HOLD = timedelta(minutes=10)


def _own_address(target: Any) -> str:
    return str(target.get_absolute_url())


def _alone(target: Any) -> str:
    return ""


def _no_words(target: Any) -> dict[str, Any]:
    return {}


def _on_its_own(target: Any) -> Sequence[tuple[str, int]]:
    return ()


def _nobody(target: Any, people: Collection[int]) -> set[int]:
    return set()


# The keys of some things, and who asks: of each thing, the people who may see it.
Readers = Callable[[Collection[int], Mapping[int, Any]], Mapping[int, set[int]]]


@dataclass(frozen=True)
class Target:
    """`readers` is the twin of `visible_to` for many people at once, in a fixed number
    of queries: it is given their `Access` by their key. `seen_by` says who of many has
    the thing before their eyes already, and so need not be told.

    `conversation_of` names what things belong together, such as the thread of a
    post: its unread notices stand as one on the page, and until the next visit only
    the first of them is mailed. Where people can say how much they want to hear of
    that, the name is its kind and its key: `thread-93`. `within` is what a thing is
    part of and can be said about, the nearest first.

    `context_of` holds what the mail says of the thing, asked when it leaves.
    """

    key: str
    model: type[Model]
    visible_to: Callable[[Any], QuerySet[Any]]
    readers: Readers
    url_of: Callable[[Any], str] = _own_address
    conversation_of: Callable[[Any], str] = _alone
    context_of: Callable[[Any], dict[str, Any]] = _no_words
    within: Callable[[Any], Sequence[tuple[str, int]]] = _on_its_own
    seen_by: Callable[[Any, Collection[int]], set[int]] = _nobody


@dataclass(frozen=True)
class Reason:
    """Why some people hear of an event: a verb, and who they are.

    `people` are their keys. `rows` hold more of them in `person`; they are walked in
    its order, so an index must give it.
    """

    verb: str
    people: Collection[int] = ()
    rows: QuerySet[Any] | None = None


# The event, and the thing that it is about: the strongest reason first.
Recipients = Callable[[Any, Any], Sequence[Reason]]


def the_named(event: Any, target: Any) -> Sequence[Reason]:
    """Whom the event itself names."""
    return [Reason(event.verb, event.data.get("to", ()))]


@dataclass(frozen=True)
class Verb:
    """`name` is `<app>.<what happened>`, such as `forum.replied`.

    Verbs of one `family` about one target are one event: a recipient gets one
    notice, with the strongest verb. The family is the app unless told otherwise.
    `template` is the sentence on the site; it expects `notice`, `target`, `byline`
    (of the actor, or None) and `context`. `mail_kind` names `templates/mail/<kind>`
    and may be empty. `label` and `reason` are read by the recipient: on the
    settings page, and after "You get this because" below each mail. `recipients` says
    who hears of an event of this verb; whoever the event names, unless told otherwise.
    """

    name: str
    template: str
    mail_kind: str = ""
    label: str = ""
    reason: str = ""
    strength: int = 0
    family: str = ""
    hold: timedelta = HOLD
    # Messages of the moderators go out whatever was read or switched off.
    is_optional: bool = True
    button: str = "Open it"
    recipients: Recipients = the_named


_targets: dict[str, Target] = {}
_verbs: dict[str, Verb] = {}
# What a rule can be about, by its kind.
_subjects: dict[str, Callable[[Any], QuerySet[Any]]] = {}


def register_target(target: Target) -> None:
    _targets[target.key] = target


def register_verb(
    verb: str,
    *,
    template: str,
    mail_kind: str = "",
    label: str = "",
    reason: str = "",
    strength: int = 0,
    family: str = "",
    hold: timedelta = HOLD,
    is_optional: bool = True,
    button: str = "Open it",
    recipients: Recipients = the_named,
) -> None:
    _verbs[verb] = Verb(
        name=verb,
        template=template,
        mail_kind=mail_kind,
        label=label or verb,
        reason=reason,
        strength=strength,
        family=family or verb.partition(".")[0],
        hold=hold,
        is_optional=is_optional,
        button=button,
        recipients=recipients,
    )


def targets() -> list[Target]:
    return list(_targets.values())


def target(key: str) -> Target | None:
    return _targets.get(key)


def target_of(thing: Model) -> Target:
    """The registered kind of this object; a thing without one cannot be told of."""
    for known in _targets.values():
        if known.model is type(thing):
            return known
    raise LookupError(f"{type(thing).__name__} is no registered target.")


def verb(name: str) -> Verb | None:
    return _verbs.get(name)


def optional_verbs() -> list[Verb]:
    """What a person may switch off, in the order of registration."""
    return [verb for verb in _verbs.values() if verb.is_optional and verb.mail_kind]


def register_subject(kind: str, visible_to: Callable[[Any], QuerySet[Any]]) -> None:
    """A kind of thing of which people can say how much they want to hear."""
    _subjects[kind] = visible_to


def subject(kind: str) -> Callable[[Any], QuerySet[Any]] | None:
    return _subjects.get(kind)
