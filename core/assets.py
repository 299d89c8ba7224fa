"""The styles and scripts of every page, in the order in which they are linked.

In development a page links the files themselves. Where static files are collected,
their storage joins the stylesheets into one. The links are the same on every page,
so they are put together once a process.
"""

from functools import cache

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

# The order of the layers, what all components stand on, and the components.
FOUNDATION = ("site", "tokens", "base", "text", "layout")
COMPONENTS = (
    "access",
    "button",
    "case",
    "code",
    "composer",
    "dialog",
    "door",
    "empty",
    "entrance",
    "facets",
    "fact-card",
    "field",
    "footer",
    "header",
    "line",
    "map",
    "mark",
    "menu",
    "notice",
    "pages",
    "panel",
    "path",
    "post",
    "profile",
    "prose",
    "recording",
    "rows",
    "view_as",
    "story",
    "story-form",
    "table",
    "tabs",
)
# What wins over components.
LAST = ("utilities", "print")

STYLES = (
    *(f"css/{name}.css" for name in FOUNDATION),
    *(f"css/components/{name}.css" for name in COMPONENTS),
    *(f"css/{name}.css" for name in LAST),
)

# All of them in one file, which the storage of collected files writes.
JOINED_STYLES = "css/joined.css"

# One behaviour a file; the page works without any of them.
SCRIPTS = (
    "js/ago.js",
    "js/banners.js",
    "js/code-copy.js",
    "js/composer.js",
    "js/confirm.js",
    "js/focus.js",
    "js/fresh.js",
    "js/keep.js",
    "js/keys.js",
    "js/menus.js",
    "js/preview.js",
    "js/sending.js",
)


@cache
def style_links() -> SafeString:
    paths = [JOINED_STYLES] if settings.STYLES_ARE_JOINED else STYLES
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(path),) for path in paths)
    )


@cache
def script_links() -> SafeString:
    return format_html_join(
        "\n",
        '<script type="module" src="{}"></script>',
        ((static(path),) for path in SCRIPTS),
    )
