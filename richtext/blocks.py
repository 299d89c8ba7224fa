"""Blocks that the parser sees otherwise than the people who write them."""

import re
from xml.etree import ElementTree

from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions.tables import TableProcessor


class Headings(HashHeaderProcessor):
    """A space follows the signs of a heading, and stands before those that end it.

    So `#tag` is text, and `# C#` keeps its sign.
    """

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?= )(?P<header>[^\n]*)(?:\n|$)")

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        super().run(parent, blocks)
        heading = parent[-1]
        text = heading.text or ""
        bare = text.rstrip("#")
        if not bare or bare.endswith(" "):
            heading.text = bare.rstrip()


class Tables(TableProcessor):
    """In a cell an escaped bar is a bar, inside a span of code as well."""

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        super().run(parent, blocks)
        for cell in parent[-1].iter():
            if cell.text:
                cell.text = cell.text.replace("\\|", "|")
