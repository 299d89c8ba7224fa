"""Markdown to HTML, not yet sanitised. Runs without Django, in a worker process."""

import re
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from richtext.addresses import BareAddress, BracketedAddress, Link, Picture
from richtext.blocks import Headings, Quotes, Tables
from richtext.emphasis import Emphasis, Typed
from richtext.finishing import Finish
from richtext.highlighting import Detail, code_block
from richtext.layout import arrange
from richtext.lines import Lines
from richtext.notes import Notes
from richtext.parts import Slot
from richtext.placeholders import Placeholders

# What would let an author write HTML, name a link once and use it a thousand times,
# or spell an address in entities; and breaks of which `Lines` makes more.
NO_INLINE = (
    "html",
    "reference",
    "short_reference",
    "image_reference",
    "short_image_ref",
    "automail",
    "linebreak",
)

# Distinct people, and mentions in all, that one text can name.
MENTIONED_MAX, MENTIONS_MAX = 20, 100

# Scripts that set no spaces between words: a handle begins and ends beside them.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
MENTION = (
    rf"(?:(?<![\w@/.+-])|(?<=[{UNSPACED}]))"
    r"@([A-Za-z0-9](?:[A-Za-z0-9-]{1,28})[A-Za-z0-9])"
    rf"(?![@-]|[./]?(?![{UNSPACED}])\w)"
)
TASK = re.compile(r"\[([ \xa0xX])\][ \xa0]+(?=\S)")


class Writer:
    """One parser, used for one text after another; not shared between threads."""

    def __init__(self) -> None:
        self._markdown = Markdown(
            extensions=[
                Notes(),
                SaneListExtension(),
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
        md.preprocessors.deregister("normalize_whitespace")
        blocks = md.parser.blockprocessors
        blocks.deregister("reference")
        blocks.register(Headings(md.parser), "hashheader", 70)
        blocks.register(Quotes(md.parser), "quote", 20)
        tables = Tables(md.parser, {"use_align_attribute": True})
        blocks.register(tables, "table", 75)
        for name in NO_INLINE:
            md.inlinePatterns.deregister(name)
        md.ESCAPED_CHARS += ["@", "~", "|"]
        self.mentions = Mentions(MENTION, md, self.writer)
        md.inlinePatterns.register(BracketedAddress(md), "autolink", 120)
        md.inlinePatterns.register(BareAddress(md), "bare", 85)
        md.inlinePatterns.register(Link(md), "link", 160)
        md.inlinePatterns.register(Picture(md), "image_link", 150)
        md.inlinePatterns.register(Typed(md), "typed", 65)
        md.inlinePatterns.register(Emphasis(md), "em_strong", 60)
        # Below emphasis, so that what surrounds a mention is not part of it.
        md.inlinePatterns.register(self.mentions, "mention", 50)
        md.preprocessors.register(Layout(md, self.writer), "layout", 25)
        md.treeprocessors.register(Tasks(md), "tasks", 25)
        md.treeprocessors.register(Lines(md), "lines", 12)
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
        # The parser needs an empty line behind the last block.
        return [*arrange(lines, self.writer.stash_code), "", ""]


class Mentions(InlineProcessor):
    """Nobody is notified by a link, by a quotation, or by a part of an address."""

    ANCESTOR_EXCLUDES = ("a", "blockquote")

    def __init__(self, pattern: str, md: Markdown, writer: Writer) -> None:
        super().__init__(pattern, md)
        self.writer = writer
        self.named: set[str] = set()
        self.count = 0

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int, int]:
        handle = m[1].lower()
        if "://" in _up_to(m.start(), data):
            return None, m.start(), m.end()
        if self.count == MENTIONS_MAX or (
            handle not in self.named and len(self.named) == MENTIONED_MAX
        ):
            return None, m.start(), m.end()
        self.named.add(handle)
        self.count += 1
        slot = Slot("mention", handle, m[0])
        return self.writer.placeholders.hold(slot), m.start(), m.end()


def _up_to(place: int, text: str) -> str:
    """What stands before a place without a space, as far as an address may reach."""
    before = text[max(0, place - 200) : place]
    return "" if not before or before[-1].isspace() else before.split()[-1]


class Tasks(Treeprocessor):
    def run(self, root: ElementTree.Element) -> None:
        lists = [*root.iter("ul"), *root.iter("ol")]
        for parent in lists:
            for item in parent.findall("li"):
                holder = item
                if not (item.text or "").strip() and len(item) and item[0].tag == "p":
                    holder = item[0]
                found = TASK.match(holder.text or "")
                if not found:
                    continue
                done = found[1] in "xX"
                box = ElementTree.Element("input", type="checkbox", disabled="disabled")
                if done:
                    box.set("checked", "checked")
                box.set("aria-label", "Done" if done else "To do")
                box.tail = " " + (holder.text or "")[found.end() :]
                holder.text = None
                holder.insert(0, box)
                item.set("class", "task-list-item")
                if parent.tag == "ul":
                    parent.set("class", "task-list")
