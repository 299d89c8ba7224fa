"""Rendered text as it is stored: pieces of HTML, and slots that a page fills in.

A slot is a value of its own and never a mark inside a string, so nothing that stands
in a text can be taken for one. Runs without Django.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple, TypeAlias


class Slot(NamedTuple):
    """A place for what depends on the page or on who reads.

    `kind` and `key` say what belongs there, `instead` is plain text for where nobody
    can fill it.
    """

    kind: str
    key: str = ""
    instead: str = ""


Part: TypeAlias = str | Slot


@dataclass(frozen=True, slots=True)
class RichText:
    """HTML that has passed the sanitisers, in parts. Only `richtext` makes one.

    Every string is safe by itself and is written as it is; every slot is filled by
    `richtext.slots`. It is not a string, so that a template cannot print it unfilled.
    """

    parts: tuple[Part, ...] = ()

    @classmethod
    def of(cls, parts: Iterable[Part]) -> RichText:
        """Neighbouring strings become one, so that equal texts are equal."""
        made: list[Part] = []
        for part in parts:
            if isinstance(part, Slot) or not made or isinstance(made[-1], Slot):
                if part:
                    made.append(part)
            else:
                made[-1] += part
        return cls(tuple(made))

    @classmethod
    def paragraph(cls, words: str) -> RichText:
        """Plain words as a paragraph."""
        return cls((f"<p>{escape(words)}</p>",))

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def slots(self) -> Iterator[Slot]:
        return (part for part in self.parts if isinstance(part, Slot))

    def keys(self, kind: str) -> tuple[str, ...]:
        """What the slots of a kind name, each once, in the order of the text."""
        return tuple(dict.fromkeys(s.key for s in self.slots if s.kind == kind))

    def with_slots(self, shown: Callable[[Slot], Part]) -> RichText:
        """The text with each slot replaced by HTML, or by a slot where it stays."""
        return self.of(
            shown(part) if isinstance(part, Slot) else part for part in self.parts
        )

    def with_html(self, change: Callable[[str], str]) -> RichText:
        """The text with its pieces of HTML changed, its slots as they are."""
        return self.of(
            part if isinstance(part, Slot) else change(part) for part in self.parts
        )

    def to_json(self) -> str:
        """A list of strings and of slots: `["<p>Hi ", ["mention", "ana", "@ana"]]`."""
        return json.dumps(self.parts, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, data: str) -> RichText:
        """Raise ValueError for anything that `to_json` does not write."""
        parts = json.loads(data)
        if not isinstance(parts, list):
            raise ValueError("A rendered text is a list of parts.")
        return cls(tuple(_part(part) for part in parts))


def _part(part: object) -> Part:
    if isinstance(part, str):
        return part
    if isinstance(part, list) and len(part) == 3:
        kind, key, instead = part
        if isinstance(kind, str) and isinstance(key, str) and isinstance(instead, str):
            return Slot(kind, key, instead)
    raise ValueError("A part is a string, or a slot of three strings.")
