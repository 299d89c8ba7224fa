"""Texts that stand one below the other, each rendered by itself.

Joined as sources, a fence that one leaves open would swallow the next, and a list at
the start of one would go on with the list before it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from core.plain import tidy
from richtext import limits
from richtext.parts import Part, RichText, Slot
from richtext.plain import as_typed
from richtext.rendering import VERSION, Rendered

# What stands behind an anchor in the id of a note and of its place in the text.
NOTE = re.compile(r"\A-(fn|ref)-(\d+)")
# What means something in the middle of a line, and `&` where it would be a character.
MARKUP = re.compile(r"[\\`*\[\]@~]|(?<!\w)_|_(?!\w)")
REFERENCE = re.compile(r"&(?=#?\w+;)")
LINE = re.compile(r"(?:(\d+)-)?(\d+)")


def render_joined(
    sources: Sequence[str], render: Callable[[str], Rendered]
) -> Rendered:
    """Each source rendered, then joined; as typed where all would be too large."""
    if len(sources) == 1:
        return render(sources[0])
    sources = [source.rstrip() for source in sources if source.strip()]
    whole = join(render(source) for source in sources)
    if limits.fits(whole.html.parts, "".join(sources)):
        return whole
    return join(
        Rendered(as_typed(tidy(source)), whole.version, whole.mentions)
        for source in sources
    )


def join(parts: Iterable[Rendered]) -> Rendered:
    """One text of several. Its notes and blocks of code are counted through.

    It is as stale as the stalest of them.
    """
    parts = list(parts)
    made: list[Part] = []
    notes = blocks = 0
    for part in parts:
        if not part.html:
            continue
        text = _counted_from(part.html, notes, blocks)
        notes = max([notes, *_notes_of(text)])
        blocks = max([blocks, *_blocks_of(text)])
        made += ["\n", *text.parts] if made else text.parts
    return Rendered(
        RichText.of(made),
        min((part.version for part in parts), default=VERSION),
        tuple(dict.fromkeys(handle for part in parts for handle in part.mentions)),
    )


def _counted_from(text: RichText, notes: int, blocks: int) -> RichText:
    """The text with its notes and blocks behind so many of those before it."""
    made: list[Part] = []
    for part, is_anchored in _with_anchors(text):
        if isinstance(part, Slot):
            made.append(_line_from(part, blocks))
        elif is_anchored:
            made.append(
                NOTE.sub(lambda m: f"-{m[1]}-{int(m[2]) + notes}", part, count=1)
            )
        else:
            made.append(part)
    return RichText.of(made)


def _line_from(slot: Slot, blocks: int) -> Slot:
    found = LINE.fullmatch(slot.key) if slot.kind == "line" and blocks else None
    if found is None:
        return slot
    return slot._replace(key=f"{int(found[1] or 1) + blocks}-{found[2]}")


def _with_anchors(text: RichText) -> Iterator[tuple[Part, bool]]:
    """Each part, and whether it is what stands behind an anchor."""
    before: Part = ""
    for part in text.parts:
        yield part, isinstance(before, Slot) and before.kind == "anchor"
        before = part


def _notes_of(text: RichText) -> Iterator[int]:
    for part, is_anchored in _with_anchors(text):
        if is_anchored and isinstance(part, str) and (found := NOTE.match(part)):
            yield int(found[2])


def _blocks_of(text: RichText) -> Iterator[int]:
    for slot in text.slots:
        if slot.kind == "line" and (found := LINE.fullmatch(slot.key)):
            yield int(found[1] or 1)


def as_source(text: str) -> str:
    """Plain words within a line of ours: nothing in them is markup or a mention."""
    return MARKUP.sub(r"\\\g<0>", REFERENCE.sub("&amp;", text))
