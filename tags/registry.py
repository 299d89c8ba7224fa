"""What uses tags. Content fills this in ready(), and tags know it by nothing else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Use:
    """One kind of thing that tags stand on.

    A merge goes over the things in batches. `lock` takes the rows of up to so many
    things that still have the merged tag, and names them; it comes before the tags
    are held, as it does wherever a thing is given its tags. `move` gives the named
    things the other tag, and keeps one where both stood. `adopt` is asked once, in
    the merge itself, for what the thing keeps beside a tag.

    `count` says, for one reader and by tag, how many things stand behind it: over
    `visible_to`, in one query. Tags without any may be left out.
    """

    key: str
    one: str
    many: str
    lock: Callable[[int, int], Sequence[int]]
    move: Callable[[Sequence[int], int, int], object]
    adopt: Callable[[int, int], object]
    count: Callable[[Any, Iterable[int]], dict[int, int]]


_uses: dict[str, Use] = {}


def register_use(use: Use) -> None:
    _uses[use.key] = use


def uses() -> list[Use]:
    return list(_uses.values())
