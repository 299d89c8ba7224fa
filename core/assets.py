"""The styles and scripts of every page, in the order in which they are linked.

There is no build: a page links the files themselves. The links are the same on
every page, so they are put together once a process.
"""

from functools import cache

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
    "seeing",
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
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(path),) for path in STYLES)
    )


@cache
def script_links() -> SafeString:
    return format_html_join(
        "\n",
        '<script type="module" src="{}"></script>',
        ((static(path),) for path in SCRIPTS),
    )
