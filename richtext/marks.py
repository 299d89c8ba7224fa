"""Combining marks in HTML, where a tag between them does not part them."""

import re

from core.plain import bound_marks_in

TAG = re.compile("(<[^>]*>)")


def bound_marks(html: str) -> str:
    """HTML in which no base carries more than 8 marks, however they were written.

    A character reference in a source is decoded by now, and an emphasis between two
    marks takes no room.
    """
    if html.isascii():
        return html
    pieces = TAG.split(html)
    pieces[::2] = bound_marks_in(pieces[::2])
    return "".join(pieces)
