"""Where a role or a restriction counts: on the whole site, or in one part of it."""

from __future__ import annotations

from typing import NamedTuple

CIRCLE = "circle"


class Scope(NamedTuple):
    """One part of the site: a circle, or a thing of a kind that a room registers.

    Where `Scope | None` is asked for, None is the whole site.
    """

    kind: str
    key: int

    @classmethod
    def of_circle(cls, circle_id: int) -> Scope:
        return cls(CIRCLE, circle_id)


def scope_of(circle_id: int | None, kind: str, key: int | None) -> Scope | None:
    """What a row's columns say: a circle, a thing of a kind, or the whole site."""
    if circle_id is not None:
        return Scope.of_circle(circle_id)
    return Scope(kind, key) if key is not None else None


def columns_of(scope: Scope | None) -> dict[str, str | int | None]:
    """The columns of a row that counts in `scope`."""
    if scope is None:
        return {"circle_id": None, "scope_kind": "", "scope_id": None}
    if scope.kind == CIRCLE:
        return {"circle_id": scope.key, "scope_kind": "", "scope_id": None}
    return {"circle_id": None, "scope_kind": scope.kind, "scope_id": scope.key}
