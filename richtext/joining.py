"""Texts that stand one below the other, each rendered by itself.

Joined as sources, a fence that one leaves open would swallow the next, and a list at
the start of one would go on with the list before it.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from richtext import limits
from richtext.markers import CLOSE, HERE, OPEN
from richtext.plain import as_typed
from richtext.rendering import Rendered
from richtext.sources import tidy

NOTE = re.compile(rf"{HERE}-(fn|ref)-(\d+)")
# What means something in the middle of a line, and `&` where it would be a character.
MARKUP = re.compile(r"[\\`*\[\]@~]|(?<!\w)_|_(?!\w)")
REFERENCE = re.compile(r"&(?=#?\w+;)")
LINE = re.compile(rf"{OPEN}line:(?:(\d+)-)?(\d+){CLOSE}")


def render_joined(
    sources: Sequence[str], render: Callable[[str], Rendered]
) -> Rendered:
    """Each source rendered, then joined; as typed where all would be too large."""
    if len(sources) == 1:
        return render(sources[0])
    sources = [source.rstrip() for source in sources if source.strip()]
    whole = join(render(source) for source in sources)
    if limits.fits(whole.html, "".join(sources)):
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
    htmls: list[str] = []
    notes = blocks = 0
    for part in parts:
        if not part.html:
            continue
        html = _counted_from(part.html, notes, blocks)
        notes = max([notes, *(int(number) for _kind, number in NOTE.findall(html))])
        blocks = max([blocks, *(int(block or 1) for block, _ in LINE.findall(html))])
        htmls.append(html)
    return Rendered(
        "\n".join(htmls),
        min((part.version for part in parts), default=Rendered("").version),
        tuple(dict.fromkeys(handle for part in parts for handle in part.mentions)),
    )


def _counted_from(html: str, notes: int, blocks: int) -> str:
    if notes:
        html = NOTE.sub(lambda m: f"{HERE}-{m[1]}-{int(m[2]) + notes}", html)
    if blocks:
        html = LINE.sub(
            lambda m: f"{OPEN}line:{int(m[1] or 1) + blocks}-{m[2]}{CLOSE}", html
        )
    return html


def as_source(text: str) -> str:
    """Plain words within a line of ours: nothing in them is markup or a mention."""
    return MARKUP.sub(r"\\\g<0>", REFERENCE.sub("&amp;", text))
