"""What people are told about, and in which words. Content fills this in ready().

A *target* is a kind of thing that a notice points to, with the queryset that says
who may know of it. A *verb* is a reason to be told, with its sentence and its mail.
"""

from collections.abc import Callable, Collection, Mapping
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


# The keys of some things, and who asks: of each thing, the people who may see it.
Readers = Callable[[Collection[int], Mapping[int, Any]], Mapping[int, set[int]]]


@dataclass(frozen=True)
class Target:
    """`readers` is the twin of `visible_to` for many people at once, in a fixed number
    of queries: it is given their `Access` by their key.

    `conversation_of` names what things belong together, such as the thread of a
    post: its unread notices stand as one on the page, and until the next visit only
    the first of them is mailed.
    """

    key: str
    model: type[Model]
    visible_to: Callable[[Any], QuerySet[Any]]
    readers: Readers
    url_of: Callable[[Any], str] = _own_address
    conversation_of: Callable[[Any], str] = _alone


@dataclass(frozen=True)
class Verb:
    """`name` is `<app>.<what happened>`, such as `forum.replied`.

    Verbs of one `family` about one target are one event: a recipient gets one
    notice, with the strongest verb. The family is the app unless told otherwise.
    `template` is the sentence on the site; it expects `notice`, `target`, `byline`
    (of the actor, or None) and `context`. `mail_kind` names `templates/mail/<kind>`
    and may be empty. `label` and `reason` are read by the recipient: on the
    settings page, and after "You get this because" below each mail.
    """

    name: str
    template: str
    mail_kind: str = ""
    label: str = ""
    reason: str = ""
    strength: int = 0
    family: str = ""
    hold: timedelta = HOLD
    # Letters of the moderators go out whatever was read or switched off.
    is_optional: bool = True
    button: str = "Open it"


_targets: dict[str, Target] = {}
_verbs: dict[str, Verb] = {}


def register_target(
    key: str,
    model: type[Model],
    *,
    visible_to: Callable[[Any], QuerySet[Any]],
    readers: Readers,
    url_of: Callable[[Any], str] = _own_address,
    conversation_of: Callable[[Any], str] = _alone,
) -> None:
    _targets[key] = Target(key, model, visible_to, readers, url_of, conversation_of)


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
