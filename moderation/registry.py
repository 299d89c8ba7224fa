"""What can be flagged, and what can wait to be read. Content fills this in ready()."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import Form

from richtext.parts import RichText

REASONS = {
    "advertising": "Advertisement",
    "unkind": "Attacks or belittles someone",
    "private": "Tells what should stay private",
    "untrue": "Made up or copied",
    "misplaced": "In the wrong place",
    "unlawful": "Against the law",
    "other": "Something else",
}


def _no_sentence(thing: Any) -> str:
    return ""


def _no(thing: Any) -> bool:
    return False


def _keep_as_it_is(moderator: Any, thing: Any, reason: str, entry: Any) -> None:
    return None


def _alone(thing: Any) -> None:
    return None


def _no_size(thing: Any) -> int:
    return 0


def _none(thing: Any) -> Sequence[Any]:
    return ()


def _is_held(thing: Any) -> bool:
    return getattr(thing, "held_at", None) is not None


@dataclass(frozen=True)
class Reportable:
    """A kind of thing that can be flagged, and what a moderator can do to it.

    `visible_to` decides who may flag it; a moderator sees through it what is
    hidden. `lock` takes the rows that hold the thing of this key, if there is one:
    every act begins with it, so that what is decided about stands still. `hide` and
    `restore` are the content's own services: they lock, enforce and write, inside
    the transaction of the act, and as part of the log entry that they are handed.
    `is_waiting` holds until it is out for the first time: until then it is read as
    what waits, and cannot be flagged; `waits_with` is the thing that it waits with, as
    a thread does with its first post.

    What stands around a thing: `kin_of` names, by key and ids, what belongs together,
    so that a case knows of theirs. `whole_of` is what the thing opens, as a first post
    does a thread: it can be hidden and brought back with it, and `size_of` says how
    many things of others a whole holds. `closed_around` says why nobody reads a thing
    that is not hidden itself, and `stands_of` what else stays as it is when the thing
    is brought back. `keep_hidden` sees to it that what is hidden only with something
    else stays so when that is back. `facts_of` is what its page says of it beside its
    words.
    """

    model: type[Model]
    label: str
    visible_to: Callable[[Any], QuerySet[Any]]
    lock: Callable[[int], object]
    author_of: Callable[[Any], Any]
    url_of: Callable[[Any], str]
    title_of: Callable[[Any], str]
    excerpt_html_of: Callable[[Any], RichText]
    hide: Callable[..., object]
    restore: Callable[..., object]
    obstacle_of: Callable[[Any], str] = _no_sentence
    is_waiting: Callable[[Any], bool] = _is_held
    is_hidden_with_another: Callable[[Any], bool] = _no
    keep_hidden: Callable[..., object] = _keep_as_it_is
    waits_with: Callable[[Any], tuple[str, int] | None] = _alone
    kin_of: Callable[[Any], Sequence[tuple[str, Any]]] = _none
    whole_of: Callable[[Any], tuple[str, int] | None] = _alone
    size_of: Callable[[Any], int] = _no_size
    closed_around: Callable[[Any], str] = _no_sentence
    facts_of: Callable[[Any], str] = _no_sentence
    stands_of: Callable[[Any], Sequence[str]] = _none
    reasons: Mapping[str, str] = field(default_factory=lambda: REASONS)


def _since(thing: Any) -> datetime:
    return getattr(thing, "held_at", None) or thing.created_at


def _version(thing: Any) -> int:
    return int(thing.version)


def _nothing(thing: Any) -> None:
    return None


@dataclass(frozen=True)
class Held:
    """Things that wait for a person to read them before others do.

    The key is that of a reportable, which says what they are called. `waiting` is
    empty for whoever is no moderator. `prepare` does what is slow before the
    transaction, and `release` is handed what it made. `obstacle_of` says why a
    thing cannot be released at the moment, if it cannot. `version_of` grows with every
    change of the text, so that only what was read is let out. Where a refusal asks
    for changes rather than names a rule, `needs_rule` is off and the moderator's
    words are what is asked.
    """

    waiting: Callable[[Any], QuerySet[Any]]
    release: Callable[..., object]
    refuse: Callable[..., object]
    prepare: Callable[[Any], Any] = _nothing
    obstacle_of: Callable[[Any], str] = _no_sentence
    since_of: Callable[[Any], datetime] = _since
    version_of: Callable[[Any], int] = _version
    needs_rule: bool = True
    refuse_label: str = "Refuse it, tell the author why"


def _nothing_asked(on: Any) -> frozenset[str]:
    return frozenset()


def _no_draft(on: Any, chosen: Any) -> None:
    return None


@dataclass(frozen=True)
class Action:
    """One thing that a moderator can do, from the words of its button to what is said
    when it is done.

    `label` is how it is offered on a thing as it is now: nothing where it is not open.
    `perform` is the service that does it: it locks, enforces and writes, whatever was
    offered. `needs` names the fields of the form that it cannot do without; an action
    with a page of its own has its form in `form`, and a button none. `url_of` leads
    there. `seen_of` stamps what was before the moderator's eyes, so that nobody acts
    on what has changed since. `draft_of` is the message that it would send, shown
    before it is done, or nothing. `sentence` is said afterwards, `outcome` what
    becomes of a case by it.
    """

    key: str
    label: Callable[[Any], str]
    perform: Callable[..., Any]
    needs: Callable[[Any], frozenset[str]] = _nothing_asked
    form: type[Form] | None = None
    url_of: Callable[[Any], str] = _no_sentence
    seen_of: Callable[[Any], str] = _no_sentence
    draft_of: Callable[[Any, Any], Any] = _no_draft
    sentence: Callable[[Any], str] = _no_sentence
    outcome: str = ""


@dataclass(frozen=True)
class Offer:
    """An action that is open on a thing now, in the words in which it is offered."""

    action: Action
    label: str
    on: Any

    @property
    def key(self) -> str:
        return self.action.key

    @property
    def needs(self) -> frozenset[str]:
        return self.action.needs(self.on)

    @property
    def url(self) -> str:
        return self.action.url_of(self.on)

    @property
    def seen(self) -> str:
        return self.action.seen_of(self.on)

    @property
    def is_button(self) -> bool:
        """It asks for nothing: pressing it is the act."""
        return self.action.form is None


Kin = Callable[[Any], Sequence[tuple[str, Any]]]
# Where actions are offered: the pages of moderators, and content by its key.
CASE, HELD, PERSON = "case", "held", "person"

_reportables: dict[str, Reportable] = {}
_kin: dict[str, list[Kin]] = {}
_held: dict[str, Held] = {}
_actions: dict[str, dict[str, Action]] = {}


def register_action(place: str, action: Action) -> None:
    """Offer an action at one of the places above, or on the page of a kind of content.

    In the order in which they are registered.
    """
    _actions.setdefault(place, {})[action.key] = action


def action_of(place: str, key: str) -> Action:
    return _actions[place][key]


def offers(place: str, on: Any, *, always: bool = False) -> list[Offer]:
    """What is open on this now. With `always`, all that can ever be, under their keys:
    what was open a moment ago goes to the service as well, which knows why it is not.
    """
    known = _actions.get(place, {}).values()
    found = [Offer(action, action.label(on), on) for action in known]
    if always:
        return [Offer(one.action, one.label or one.key, on) for one in found]
    return [one for one in found if one.label]


def register_reportable(key: str, reportable: Reportable) -> None:
    _reportables[key] = reportable


def reportable(key: str) -> Reportable | None:
    return _reportables.get(key)


def register_kin(key: str, kin: Kin) -> None:
    """Let a higher app say what of its own belongs with things of a lower one."""
    _kin.setdefault(key, []).append(kin)


def kin_of(key: str, thing: Any) -> list[tuple[str, Any]]:
    own = _reportables[key].kin_of
    return [pair for kin in (own, *_kin.get(key, ())) for pair in kin(thing)]


def key_of(thing: Model) -> str:
    """The registered key of this object, else the name of its model."""
    for key, known in _reportables.items():
        if known.model is type(thing):
            return key
    return thing._meta.model_name or type(thing).__name__.lower()


def register_held(key: str, held: Held) -> None:
    _held[key] = held


def held(key: str) -> Held | None:
    return _held.get(key)


def all_held() -> dict[str, Held]:
    return dict(_held)
