"""What stands for a slot between the parser, the sanitisers and the stored parts.

Inside a worker alone. A placeholder is a word that holds a secret, drawn anew for
each text after the text has arrived: its author cannot have typed it, however they
write it. No placeholder is left in what a worker answers.
"""

import re
import secrets
from html import escape

from richtext.parts import Part, RichText, Slot

# The anchor of whatever carries the text ("p43"): the one kind that may stand in an
# attribute, where the policy says so.
ANCHOR = Slot("anchor")

# A tag as nh3 writes it: every value in double quotes.
TAG = re.compile(r'(<[a-zA-Z/][^<>"]*(?:"[^"]*"[^<>"]*)*>)')


class Placeholders:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the last text and its secret."""
        self.secret = secrets.token_hex(16)
        self._slots: list[Slot] = []
        self._form = re.compile(f"x{self.secret}([0-9a-f]{{5}})x")
        self.anchor = self.hold(ANCHOR)

    def hold(self, slot: Slot) -> str:
        """The word that stands for the slot from now on."""
        self._slots.append(slot)
        return f"x{self.secret}{len(self._slots) - 1:05x}x"

    def are_in(self, text: str) -> bool:
        return self.secret in text

    def parts(self, html: str) -> list[Part]:
        """Strings and slots in order, wherever they stand."""
        found: list[Part] = list(self._form.split(html))
        for index in range(1, len(found), 2):
            found[index] = self._slots[int(str(found[index]), 16)]
        return found

    def text(self, html: str) -> RichText:
        """The stored form of sanitised HTML.

        In a tag only an anchor is a slot, between tags all but an anchor are: what
        stands elsewhere is shown as it was typed. Raise ValueError where a secret is
        left over.
        """
        made: list[Part] = []
        for index, piece in enumerate(TAG.split(html)):
            is_tag = index % 2 == 1
            made += [
                escape(part.instead)
                if isinstance(part, Slot) and is_tag != (part == ANCHOR)
                else part
                for part in self.parts(piece)
            ]
        text = RichText.of(made)
        if any(self.are_in(part) for part in text.parts if isinstance(part, str)):
            raise ValueError("A placeholder was broken on its way.")
        return text
