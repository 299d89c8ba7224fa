"""Markdown to HTML, not yet sanitised. Runs without Django, in a worker process."""

import re
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pymdownx.magiclink import MagiclinkExtension
from pymdownx.saneheaders import SaneHeadersExtension

from richtext.finishing import Finish
from richtext.highlighting import Detail, code_block
from richtext.layout import arrange
from richtext.parts import Slot
from richtext.placeholders import Placeholders

# What would let an author write HTML, name a link once and use it a thousand times,
# or spell an address in entities.
NO_INLINE = (
    "html",
    "reference",
    "short_reference",
    "image_reference",
    "short_image_ref",
    "automail",
    "magic-mail",
)

# Where an author would put the notes themselves: no source holds this character.
NO_PLACE = "\x1a"

# Distinct people, and mentions in all, that one text can name.
MENTIONED_MAX, MENTIONS_MAX = 20, 100

MENTION = (
    r"(?<![\w@/.+-])@([A-Za-z0-9](?:[A-Za-z0-9-]{1,28})[A-Za-z0-9])"
    r"(?![\w@-]|\.\w)"
)
TASK = re.compile(r"\[([ xX])\] +(?=\S)")


class Writer:
    """One parser, used for one text after another; not shared between threads."""

    def __init__(self) -> None:
        self._markdown = Markdown(
            extensions=[
                TableExtension(use_align_attribute=True),
                FootnoteExtension(
                    PLACE_MARKER=NO_PLACE, BACKLINK_TITLE="", USE_DEFINITION_ORDER=False
                ),
                SaneListExtension(),
                SaneHeadersExtension(),
                MagiclinkExtension(),
                HouseStyle(self),
            ],
            output_format="html",
        )
        self.placeholders = Placeholders()
        self.detail = Detail.NUMBERED
        self.blocks = 0

    def html(self, source: str, detail: Detail = Detail.NUMBERED) -> str:
        self.detail, self.blocks = detail, 0
        self.placeholders.reset()
        self._markdown.reset()
        return self._markdown.convert(source)

    def stash_code(self, code: str, language: str) -> str:
        self.blocks += 1
        html = code_block(
            code,
            language,
            hold=self.placeholders.hold,
            block=self.blocks,
            detail=self.detail,
        )
        return self._markdown.htmlStash.store(html)


class HouseStyle(Extension):
    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self.writer = writer

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.deregister("html_block")
        md.parser.blockprocessors.deregister("reference")
        for name in NO_INLINE:
            md.inlinePatterns.deregister(name)
        md.ESCAPED_CHARS += ["@", "~"]
        assert md.delimiters is not None
        md.delimiters.add("~", "del", double=True)
        self.mentions = Mentions(MENTION, md, self.writer)
        md.inlinePatterns.register(self.mentions, "mention", 70)
        md.preprocessors.register(Layout(md, self.writer), "layout", 25)
        md.treeprocessors.register(Tasks(md), "tasks", 25)
        md.treeprocessors.register(Finish(md, self.writer), "finish", -5)
        md.registerExtension(self)

    def reset(self) -> None:
        self.mentions.named.clear()
        self.mentions.count = 0


class Layout(Preprocessor):
    def __init__(self, md: Markdown, writer: Writer) -> None:
        super().__init__(md)
        self.writer = writer

    def run(self, lines: list[str]) -> list[str]:
        return arrange(lines, self.writer.stash_code)


class Mentions(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, md: Markdown, writer: Writer) -> None:
        super().__init__(pattern, md)
        self.writer = writer
        self.named: set[str] = set()
        self.count = 0

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int, int]:
        handle = m[1].lower()
        if self.count == MENTIONS_MAX or (
            handle not in self.named and len(self.named) == MENTIONED_MAX
        ):
            return None, m.start(), m.end()
        self.named.add(handle)
        self.count += 1
        slot = Slot("mention", handle, m[0])
        return self.writer.placeholders.hold(slot), m.start(), m.end()


class Tasks(Treeprocessor):
    def run(self, root: ElementTree.Element) -> None:
        for parent in root.iter("ul"):
            for item in parent.findall("li"):
                holder = item
                if not (item.text or "").strip() and len(item) and item[0].tag == "p":
                    holder = item[0]
                found = TASK.match(holder.text or "")
                if not found:
                    continue
                done = found[1] != " "
                box = ElementTree.Element("input", type="checkbox", disabled="disabled")
                if done:
                    box.set("checked", "checked")
                box.set("aria-label", "Done" if done else "To do")
                box.tail = " " + (holder.text or "")[found.end() :]
                holder.text = None
                holder.insert(0, box)
                item.set("class", "task-list-item")
                parent.set("class", "task-list")
