"""What a case is about, read through the registry."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from access.access import Access
from accounts.models import User
from core.limits import TITLE_MAX
from core.plain import shorten
from moderation import registry
from moderation.models.case import EVIDENCE_MAX
from moderation.registry import Reportable
from richtext.excerpts import excerpt
from richtext.parts import RichText


@dataclass(frozen=True)
class Subject:
    """A flagged or waiting thing together with how its kind speaks of it."""

    key: str
    kind: Reportable
    thing: Any

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def author(self) -> User | None:
        return self.kind.author_of(self.thing)

    @property
    def author_id(self) -> int | None:
        author = self.author
        return author.pk if author else None

    @property
    def title(self) -> str:
        return shorten(self.kind.title_of(self.thing), TITLE_MAX)

    @property
    def url(self) -> str:
        return self.kind.url_of(self.thing)

    @property
    def excerpt_html(self) -> RichText:
        return self.kind.excerpt_html_of(self.thing)

    @property
    def facts(self) -> str:
        return self.kind.facts_of(self.thing)

    @property
    def evidence(self) -> str:
        return excerpt(self.excerpt_html, EVIDENCE_MAX)

    @property
    def obstacle(self) -> str:
        """Why it stays hidden whatever a moderator decides about it."""
        return self.kind.obstacle_of(self.thing) if self.is_hidden else ""

    @property
    def closed_around(self) -> str:
        """Why others do not read it although it is not hidden itself."""
        return self.kind.closed_around(self.thing)

    @property
    def is_hidden(self) -> bool:
        return getattr(self.thing, "hidden_at", None) is not None

    @property
    def is_hidden_with_another(self) -> bool:
        """Hidden with what it belongs to, and so far for nothing else."""
        return self.is_hidden and self.kind.is_hidden_with_another(self.thing)

    @property
    def is_waiting(self) -> bool:
        """It never was out: hidden, it is one that was refused."""
        return self.kind.is_waiting(self.thing)

    @property
    def created_at(self) -> Any:
        return self.thing.created_at


def lock(key: str, pk: int) -> None:
    """Let the thing stand still until the transaction ends; its case comes after."""
    kind = registry.reportable(key)
    if kind is not None:
        kind.lock(pk)


def find(access: Access, key: str, pk: int) -> Subject | None:
    """The thing if this person may see it, else None: the caller answers 404."""
    kind = registry.reportable(key)
    if kind is None:
        return None
    thing = kind.visible_to(access).filter(pk=pk).first()
    return Subject(key, kind, thing) if thing is not None else None


def where_it_waits(access: Access, subject: Subject) -> Subject | None:
    """What a moderator reads before others do: the thing, or what it waits with."""
    found = find_waiting(access, subject.key, subject.thing.pk)
    if found is None and (other := subject.kind.waits_with(subject.thing)):
        found = find_waiting(access, *other)
    return found


def whole_of(access: Access, subject: Subject) -> Subject | None:
    """What the thing opens, as a first post opens its thread."""
    named = subject.kind.whole_of(subject.thing)
    return find(access, *named) if named else None


def place_of(person: User, key: str, pk: int) -> str:
    """Where this person finds the thing as others do, or nothing while it is away."""
    subject = find(Access.of(person), key, pk)
    if subject is None or subject.is_hidden or subject.is_waiting:
        return ""
    return "" if subject.closed_around else subject.url


def count_hidden(access: Access, keys: Iterable[tuple[str, int]]) -> int:
    """How many of these things are hidden as of now: one query for each kind."""
    by_kind: dict[str, list[int]] = {}
    for key, pk in keys:
        by_kind.setdefault(key, []).append(pk)
    return sum(
        kind.visible_to(access).filter(pk__in=ids, hidden_at__isnull=False).count()
        for key, ids in by_kind.items()
        if (kind := registry.reportable(key)) is not None
    )


def find_waiting(access: Access, key: str, pk: int) -> Subject | None:
    kind, held = registry.reportable(key), registry.held(key)
    if kind is None or held is None:
        return None
    thing = held.waiting(access).filter(pk=pk).first()
    return Subject(key, kind, thing) if thing is not None else None
