"""A template rendered once with slots left open, for many pages to fill.

While it renders, a slot is a random mark that nothing written before can hold; the
result is split at the marks. What is stored and cached has no marks, only slots.
"""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from django.template.loader import render_to_string

from richtext.parts import Part, RichText

# Under this name a context holds what the tags of `{% load richtext %}` leave open.
NAME = "openings"
END = "."


class Openings:
    def __init__(self) -> None:
        self._mark = token_hex(16)
        self._left: list[tuple[Part, ...]] = []

    def leave(self, *parts: Part) -> str:
        """What stands in the template's HTML for these parts until it is split."""
        self._left.append(parts)
        return f"{self._mark}{len(self._left) - 1}{END}"

    def split(self, html: str) -> RichText:
        first, *others = html.split(self._mark)
        made: list[Part] = [str(first)]
        for other in others:
            index, _end, rest = other.partition(END)
            made += [*self._left[int(index)], rest]
        return RichText.of(made)


def render_open(template: str, context: Mapping[str, Any]) -> RichText:
    """The template's HTML with its slots still open."""
    openings = Openings()
    html = render_to_string(template, {**context, NAME: openings})
    return openings.split(html)
