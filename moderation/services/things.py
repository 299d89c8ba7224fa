"""What a case is about, read through the registry."""

from dataclasses import dataclass
from typing import Any

from accounts.access import Access
from accounts.models import User
from core.limits import TITLE_MAX
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
        return self.kind.title_of(self.thing)[:TITLE_MAX]

    @property
    def url(self) -> str:
        return self.kind.url_of(self.thing)

    @property
    def excerpt_html(self) -> RichText:
        return self.kind.excerpt_html_of(self.thing)

    @property
    def evidence(self) -> str:
        return excerpt(self.excerpt_html, EVIDENCE_MAX)

    @property
    def hindrance(self) -> str:
        """Why it stays hidden whatever a moderator decides about it."""
        return self.kind.hindrance_of(self.thing) if self.is_hidden else ""

    @property
    def is_hidden(self) -> bool:
        return getattr(self.thing, "hidden_at", None) is not None

    @property
    def is_waiting(self) -> bool:
        """It never was out: hidden, it is one that was refused."""
        return getattr(self.thing, "held_at", None) is not None

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


def find_waiting(access: Access, key: str, pk: int) -> Subject | None:
    kind, held = registry.reportable(key), registry.held(key)
    if kind is None or held is None:
        return None
    thing = held.waiting(access).filter(pk=pk).first()
    return Subject(key, kind, thing) if thing is not None else None
