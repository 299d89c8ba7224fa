"""The lines of a paragraph, kept as they were typed."""

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

# The end of a line, and what marked a break before one Enter was enough: spaces, or
# a backslash. One that is escaped is no backslash any more.
LINE_END = re.compile(r"(?<! ) *\\?\n\s*")


class Lines(Treeprocessor):
    """Makes each end of a line a break, between words and nowhere else."""

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            if element.tag not in ("code", "pre"):
                self._break(element)

    def _break(self, element: Element) -> None:
        before, children = element, list(element)
        made: list[Element] = []
        for child in [*children, element]:
            is_first, text = before is element, before.tail
            if is_first:
                text = element.text
            if text and "\n" in text:
                text, *lines = self._split(text, before, child)
                if is_first:
                    element.text = text
                else:
                    before.tail = text
                for line in lines:
                    made.append(Element("br"))
                    made[-1].tail = line
            if child is not element:
                made.append(child)
            before = child
        if len(made) > len(children):
            element[:] = made

    def _split(self, text: str, before: Element, after: Element) -> list[str]:
        """The lines of a text between two elements; beside a block none is broken."""
        lines = LINE_END.split(text)
        if self._is_block(before) and not lines[0].strip():
            del lines[0]
        if self._is_block(after) and len(lines) > 1 and not lines[-1].strip():
            del lines[-1]
        return lines or [""]

    def _is_block(self, element: Element) -> bool:
        return self.md.is_block_level(element.tag)
