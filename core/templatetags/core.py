"""Page-level tags that every room uses: times, icons, path bullets."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import assets, clock, plain
from core.icons import ICONS
from core.zones import offset_of, place_of

register = template.Library()

# Parts that a process remembers, each under few keys.
ONCE_MOST = 64

# The one form of a day and of a moment on every page; mail says them alike.
DAY = "{0.day} {0:%B %Y}"
MOMENT = "{0.day} {0:%B %Y, %H:%M}"
TIME = '<time datetime="{}" title="{} ({})">{}</time>'
AGO = '<time datetime="{}" title="{} ({})" data-ago>{}</time>'

PATHS = {"devops": ("d", "D"), "platform": ("p", "P"), "mlops": ("m", "M")}
WORDS = {"devops": "DevOps", "platform": "platform engineering", "mlops": "MLOps"}

# The first part of an address, and the word of the main navigation it belongs to.
SECTIONS = {
    "": "home",
    "forum": "forum",
    "c": "forum",
    "t": "forum",
    "posts": "forum",
    "stories": "stories",
    "moderation": "moderation",
    "organise": "organise",
}


@register.filter
def shorten(text: str, length: int) -> str:
    """At most so many characters, ended by an ellipsis, never inside a sign."""
    return plain.shorten(text, length)


@register.simple_tag
def moment(value: datetime | None) -> str:
    """A `<time>` in the reader's zone; its title says how far that is from UTC.

    Not which zone it is: what is kept of a page is shared by all whose clocks agree.
    """
    return _time(TIME, value, MOMENT)


@register.simple_tag
def ago(value: datetime | None, older: str = "moment") -> str:
    """A moment that has been, of which a script makes "2 h ago" for a day.

    What stands here is true whenever it is read, so it may be kept. `older` is
    "day" in lists, where the hour of an older one says little.
    """
    return _time(AGO, value, DAY if older == "day" else MOMENT)


def _time(html: str, value: datetime | None, style: str) -> str:
    if value is None:
        return ""
    local = timezone.localtime(value)
    return format_html(
        html,
        value.isoformat(timespec="seconds"),
        f"{local:%A} {MOMENT.format(local)}",
        offset_of(local),
        style.format(local),
    )


@register.simple_tag
def day(value: date | datetime | None) -> str:
    return _date(value, DAY, "{0:%Y-%m-%d}")


@register.simple_tag
def month(value: date | datetime | None) -> str:
    return _date(value, "{0:%B %Y}", "{0:%Y-%m}")


def _date(value: date | datetime | None, style: str, machine: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_html(
        '<time datetime="{}">{}</time>',
        machine.format(value),
        style.format(value),
    )


@register.simple_tag
def bullet(path: str) -> str:
    """The path's sign. It is decoration: the word stands beside it."""
    kind, letter = PATHS.get(path, ("o", ""))
    return format_html(
        '<span class="pb pb-{}" aria-hidden="true">{}</span>', kind, letter
    )


@register.simple_tag
def icon(name: str) -> str:
    """A stroke icon by its name in `core/icons.py`. It is decoration."""
    return ICONS[name]


@register.simple_tag
def stylesheets() -> str:
    return assets.style_links()


@register.simple_tag
def scripts() -> str:
    return assets.script_links()


@register.simple_tag
def move(start: str, goal: str, words: str = "") -> str:
    """Both signs of a move and, for those who hear the page, its words.

    The signs know four lines alone; `words` say what the move really was.
    """
    known = (WORDS.get(start, "another role"), WORDS.get(goal, "another role"))
    return format_html(
        '<span class="move">{}<span class="vh">{}</span>{}{}</span>',
        bullet(start),
        words or "from {} to {}".format(*known),
        ICONS["arrow"],
        bullet(goal),
    )


@register.filter
def section(path: str) -> str:
    """Where an address stands in the main navigation."""
    return SECTIONS.get(path.split("/")[1], "") if path.startswith("/") else ""


@register.filter
def town(zone: str) -> str:
    """A time zone as people say it: "Europe/Amsterdam" is Amsterdam."""
    return place_of(zone)


@register.filter
def near(value: date, style: str = "j F") -> str:
    """A date near today: the year is said where it is another one."""
    is_this_year = value.year == timezone.localtime(clock.now()).year
    return date_format(value, style if is_this_year else f"{style} Y")


@lru_cache(maxsize=ONCE_MOST)
def _once(template: str, key: str, site: str, is_development: bool) -> SafeString:
    context = {"key": key, "site_name": site, "development_pages": is_development}
    return render_to_string(template, context)


@register.simple_tag
def once(template: str, key: str = "") -> SafeString:
    """A part that depends on nothing but `key`, rendered once a process.

    It expects `key`, `site_name` and `development_pages`, and no request. Few keys:
    each is remembered.
    """
    site, is_development = settings.SITE_NAME, settings.DEVELOPMENT_PAGES
    if settings.DEBUG:
        return _once.__wrapped__(template, key, site, is_development)
    return _once(template, key, site, is_development)
