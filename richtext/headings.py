"""Where headings stand: below those of a page of posts, or right below a page's own."""

import re

from richtext.parts import RichText

HEADING = re.compile(r"(</?h)([456])\b")


def as_page(text: RichText) -> RichText:
    """Rendered text that is a page of its own: its second level stands below h1.

    The renderer puts a first-level heading at h4, since a post stands below an h3.
    """
    return text.with_html(lambda html: HEADING.sub(_raised, html))


def _raised(found: re.Match[str]) -> str:
    return found[1] + str(max(2, int(found[2]) - 3))
