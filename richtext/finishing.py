"""The last touch on the tree of a text: each element as the site wants it."""

from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from core.plain import is_blank
from richtext import policy
from richtext.addresses import as_href, literal
from richtext.highlighting import Detail
from richtext.sanitising import keeps_address

if TYPE_CHECKING:
    from richtext.markup import Writer

# A page has a heading of the first level and a post one of the third.
SHIFT, LOWEST = 3, 6

# Tables with more cells than this do not repeat the column's name in each.
CELLS_MAX, COLUMN_NAME_MAX = 400, 40

ALIGNED = {"right": "r", "center": "mid"}
NOTE_LINKS = {"footnote-ref", "footnote-backref"}


class Finish(Treeprocessor):
    def __init__(self, md: Markdown, writer: "Writer") -> None:
        super().__init__(md)
        self.writer = writer
        self.touches: dict[str, Callable[[ElementTree.Element], None]] = {
            "a": _link,
            "img": _picture,
            "ol": _numbers,
            "pre": self._indented_code,
            "table": self._table,
            **{f"h{level}": _heading for level in range(1, 7)},
        }

    def run(self, root: ElementTree.Element) -> None:
        _notes(root, self.writer.placeholders.anchor)
        for element in list(root.iter()):
            touch = self.touches.get(element.tag)
            if touch:
                touch(element)

    def _indented_code(self, pre: ElementTree.Element) -> None:
        """Code marked by its indent looks like fenced code."""
        stashed = self.writer.stash_code(unescape(pre[0].text or ""), "")
        tail = pre.tail
        pre.clear()
        pre.tag, pre.text, pre.tail = "p", stashed, tail

    def _table(self, table: ElementTree.Element) -> None:
        """In a box that scrolls; on a phone each cell is told its column's name."""
        inner, tail = ElementTree.Element("table", {"class": "cards"}), table.tail
        inner.extend(list(table))
        table.clear()
        table.tag, table.tail = "div", tail
        table.attrib.update(
            {"class": "scroll", "tabindex": "0", "role": "region"},
            **{"aria-label": "Table"},
        )
        table.append(inner)

        for cell in [*inner.iter("th"), *inner.iter("td")]:
            align = cell.attrib.pop("align", "")
            if align in ALIGNED:
                cell.set("class", ALIGNED[align])
        heads = list(inner.iter("th"))
        for head in heads:
            head.set("scope", "col")
        if self.writer.detail == Detail.NUMBERED:
            _name_cells([self._column_name(head) for head in heads], inner)

    def _column_name(self, head: ElementTree.Element) -> str:
        name = "".join(head.itertext()).strip()
        is_short = len(name) <= COLUMN_NAME_MAX
        return name if is_short and not self.writer.placeholders.are_in(name) else ""


def _name_cells(names: list[str], table: ElementTree.Element) -> None:
    if sum(1 for _ in table.iter("td")) > CELLS_MAX:
        return
    for row in table.iter("tr"):
        for name, cell in zip(names, row.findall("td"), strict=False):
            if name and (cell.text or len(cell)):
                label = ElementTree.Element("span", {"class": "th"})
                label.text, label.tail, cell.text = name, f" {cell.text or ''}", None
                cell.insert(0, label)


def _heading(heading: ElementTree.Element) -> None:
    heading.tag = f"h{min(int(heading.tag[1]) + SHIFT, LOWEST)}"


def _numbers(items: ElementTree.Element) -> None:
    """How many figures the last number has, so that there is room for them."""
    last = int(items.get("start", "1")) + len(items) - 1
    figures = min(9, len(str(last)))
    if figures > 1:
        items.set("class", f"n{figures}")


def _link(link: ElementTree.Element) -> None:
    if link.get("class") in NOTE_LINKS:
        return
    for inside in list(link.iter()):
        if inside is not link and inside.tag in ("a", "img"):
            _as_text(inside)
    typed = link.get("href", "")
    href = as_href(typed)
    if not (policy.keeps("a", "href", href) and keeps_address(href)):
        if title := link.get("title"):
            typed += f' "{title}"'
        _as_text(link, typed)
        return
    if not "".join(link.itertext()).strip():
        link.text = literal(typed)
    link.set("href", literal(href))
    if policy.is_external(href):
        link.set("rel", policy.REL)


def _picture(picture: ElementTree.Element) -> None:
    """A picture from elsewhere is a link: nothing is fetched for a reader."""
    source, tail = picture.get("src", ""), picture.tail
    name = picture.get("alt", "")
    if source and is_blank(name):
        name = "Picture"
    picture.clear()
    picture.tag, picture.text, picture.tail = "a", name, tail
    picture.attrib.update({"href": source, "class": "picture-link"})
    _link(picture)


def _as_text(element: ElementTree.Element, address: str = "") -> None:
    """What the element shows; behind it the address, where it is not the same."""
    text, tail = element.text or element.get("alt"), element.tail
    children = list(element)
    element.clear()
    element.tag, element.text, element.tail = "span", text, tail
    element.extend(children)
    shown = "".join(element.itertext()).strip()
    if address and not shown:
        element.text = literal(address)
    elif address and address != shown:
        beside = literal(f" ({address})")
        if children:
            children[-1].tail = (children[-1].tail or "") + beside
        else:
            element.text = (element.text or "") + beside


def _notes(root: ElementTree.Element, here: str) -> None:
    """Footnotes get numbers for ids, under the anchor of the text that holds them."""
    notes = root.find("div[@class='footnote']")
    if notes is None:
        return
    notes.set("class", "footnotes")
    for rule in notes.findall("hr"):
        notes.remove(rule)
    ids = {}
    for number, note in enumerate(notes.iter("li"), start=1):
        if note.get("id"):
            label = note.get("id", "").partition(":")[2]
            ids[label] = number
            note.set("id", f"{here}-fn-{number}")
    for note in notes.iter("li"):
        _part_code(note)
    for sup in root.iter("sup"):
        sup.set("id", _note_id(sup.get("id", ""), ids, here))
    for link in root.iter("a"):
        kind = link.get("class")
        if kind in NOTE_LINKS:
            link.attrib.pop("title", None)
            link.set("href", "#" + _note_id(link.get("href", "")[1:], ids, here))
            link.set(
                "aria-label",
                f"Note {link.text}" if kind == "footnote-ref" else "Back to the text",
            )


def _part_code(note: ElementTree.Element) -> None:
    """The way back stands below a block of code that ends a note, not inside it."""
    last = note[-1] if len(note) else None
    if last is None or last.tag != "p" or len(last) == 0:
        return
    text = (last.text or "").removesuffix(NBSP_PLACEHOLDER)
    is_way_back = last[0].get("class") == "footnote-backref"
    if is_way_back and (block := HTML_PLACEHOLDER_RE.fullmatch(text)):
        below = ElementTree.SubElement(note, "p")
        below.extend(list(last))
        last.clear()
        last.tag, last.text = "p", block[0]


def _note_id(made: str, numbers: dict[str, int], here: str) -> str:
    kind, _, label = made.partition(":")
    number = numbers.get(label, 0)
    again = kind.removeprefix("fnref")
    if kind == "fn":
        return f"{here}-fn-{number}"
    return f"{here}-ref-{number}-{again}" if again else f"{here}-ref-{number}"
