"""Footnotes of which none is lost, however odd, and for which no text is lost."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteBlockProcessor, FootnoteExtension
from markdown.treeprocessors import Treeprocessor

from richtext.layout import NOTE, NOTED

# Where an author would put the notes themselves: no source holds this character.
NO_PLACE = "\x1a"


class Notes(FootnoteExtension):
    def __init__(self) -> None:
        self.is_closed = False
        super().__init__(
            PLACE_MARKER=NO_PLACE, BACKLINK_TITLE="", USE_DEFINITION_ORDER=False
        )

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        super().extendMarkdown(md)
        md.parser.blockprocessors.register(Definitions(self), "footnote", 17)
        md.treeprocessors.register(Order(self), "footnote-order", 22)

    def reset(self) -> None:
        super().reset()
        self.is_closed = False

    def setFootnote(self, id: str, text: str) -> None:  # noqa: A002, N802
        """A second note of the same label goes on below the first."""
        before = self.footnotes.get(id)
        super().setFootnote(id, text if before is None else f"{before}\n\n{text}")

    def unique_ref(self, reference: str, found: bool = False) -> str:
        """Each place that names a note has a number; counted, never searched for."""
        if not found:
            return reference
        count = self.found_refs.get(reference, 0) + 1
        self.found_refs[reference] = count
        kind, _, label = reference.partition(self.get_separator())
        return (
            reference if count == 1 else f"{kind}{count}{self.get_separator()}{label}"
        )

    def makeFootnotesDiv(self, root: Element) -> Element | None:  # noqa: N802
        """Each note has a way back, an empty one as well."""
        self.is_closed = True
        notes = super().makeFootnotesDiv(root)
        if notes is None:
            return None
        for note in notes.iter("li"):
            label = note.get("id", "").partition(":")[2]
            if label and not len(note):
                href = f"#{self.makeFootnoteRefId(label)}"
                back = {"href": href, "class": "footnote-backref"}
                SubElement(SubElement(note, "p"), "a", back).text = "\u21a9"
        return notes


class Definitions(FootnoteBlockProcessor):
    """Labels hold no space, and a note in a note is text."""

    RE = re.compile(rf"^[ ]{{0,3}}{NOTE.pattern}$", re.MULTILINE)
    footnotes: Notes

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        return not self.footnotes.is_closed and super().run(parent, blocks)


class Order(Treeprocessor):
    """Numbers notes as the eye meets them; the parser goes through lists last."""

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes

    def run(self, root: Element) -> None:
        for text in root.itertext():
            for found in NOTED.finditer(text):
                if found[1] in self.notes.footnotes:
                    self.notes.addFootnoteRef(found[1])
