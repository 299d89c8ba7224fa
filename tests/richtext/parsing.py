"""What stands in a piece of HTML, told by a parser that the product does not use."""

import re
from html.parser import HTMLParser

from richtext import slots
from richtext.parts import RichText

# The policy as the tests know it, written down again on purpose.
TAGS = {
    *("a", "blockquote", "br", "code", "del", "div", "em", "h4", "h5", "h6", "hr"),
    *("input", "li", "ol", "p", "pre", "span", "strong", "sup", "table", "tbody", "td"),
    *("th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    "a": {"href", "title", "rel", "class", "aria-label"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "input": {"type", "disabled", "checked", "aria-label"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "pre": {"tabindex", "aria-label"},
    "span": {"class"},
    "sup": {"id"},
    "table": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
    "ul": {"class"},
}
CLASSES = {
    *(f"n{figures}" for figures in range(2, 10)),
    *("code", "code-h", "scroll", "footnotes", "footnote-ref"),
    *("footnote-backref", "picture-link", "task-list", "task-list-item", "cards", "r"),
    *("mid", "k", "s", "m", "c", "add", "del", "th"),
}
HREF = re.compile(
    r"https?://[^\s\"'<>`\\]+|/(?![/\\])[^\s\"'<>`\\]*|mailto:[^\s\"'<>?&]+"
    r"|#p1-(fn|ref)-\d+(-\d+)?"
)
ID = re.compile(r"p1-(fn|ref)-\d+(-\d+)?")

# What a page alone puts in: the number of a line of code.
LINE = re.compile(r"p1(-\d+)?-L\d+")
LINE_NAMES = ["class", "href", "id", "aria-hidden", "tabindex"]


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.elements.append(("!--", {}))

    def handle_decl(self, decl):
        self.elements.append(("!", {}))

    unknown_decl = handle_decl
    handle_pi = handle_decl


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def shown(text, anchor="p1"):
    """A rendered text as a page shows it where nobody fills what it asks for."""
    return text if isinstance(text, str) else str(slots.fill(text, {}, anchor))


def rich(*htmls):
    return RichText.of(htmls)


def text_of(text):
    return "".join(read(shown(text)).text)


def outside(text):
    """Everything in the HTML that the policy does not name, after filling."""
    found = []
    for tag, attributes in read(shown(text)).elements:
        if isinstance(text, RichText) and is_line(tag, attributes):
            continue
        if tag not in TAGS:
            found.append(tag)
        for name, value in attributes.items():
            if name not in ATTRIBUTES.get(tag, ()):
                found.append(f"{tag} {name}")
            elif not _is_allowed(name, value or ""):
                found.append(f"{tag} {name}={value}")
        href = attributes.get("href", "/")
        if not href.startswith(("/", "#")) and (
            attributes.get("rel") != "nofollow ugc noopener"
        ):
            found.append(f"{tag} without rel")
    return found


def is_line(tag, attributes):
    """Whether it is the number of a line, whole, with nothing besides."""
    return (tag, list(attributes), attributes.get("class")) == (
        "a",
        LINE_NAMES,
        "ln",
    ) and (
        LINE.fullmatch(attributes["id"]) is not None
        and attributes["href"] == f"#{attributes['id']}"
        and (attributes["aria-hidden"], attributes["tabindex"]) == ("true", "-1")
    )


def _is_allowed(name, value):
    match name:
        case "href":
            return HREF.fullmatch(value.lower()) is not None
        case "id":
            return ID.fullmatch(value) is not None
        case "class":
            return set(value.split()) <= CLASSES
        case "role":
            return value == "region"
        case "type":
            return value == "checkbox"
        case "tabindex":
            return value == "0"
    return True
