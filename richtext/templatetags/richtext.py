from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from richtext import openings, slots, times
from richtext.parts import Part, RichText, Slot

register = template.Library()


@register.filter
def prose(value: Any, anchor: str = "") -> SafeString:
    """A rendered text, or a thing with `body_html`, as it goes into a page.

    A page of many things fills them together first, with `slots.fill_onto`. Where
    several texts of one thing stand on a page, each is given an anchor of its own.
    A string is no rendered text: it is escaped.
    """
    if isinstance(value, str):
        return conditional_escape(value)
    if isinstance(value, RichText):
        return slots.fill_all([value], anchors=[anchor])[0]
    filled = getattr(value, "body_filled", None)
    if isinstance(filled, SafeString):
        return filled
    anchor = anchor or getattr(value, "anchor", "")
    return slots.fill_all([value.body_html], anchors=[anchor])[0]


@register.simple_tag(takes_context=True)
def slot(context: Context, kind: str, *key: object) -> str:
    """A slot, open where a template is rendered for many pages, else filled at once.

    The parts of its key are joined: `{% slot "byline" "name" post.author_id %}`.
    """
    return _left(context, Slot(kind, "-".join(str(part) for part in key)))


@register.simple_tag(takes_context=True)
def time_slot(context: Context, kind: str, value: datetime | None) -> str:
    """A time of one of the kinds in `richtext.times`, as a slot."""
    return _left(context, Slot(kind, times.key_of(value))) if value else ""


@register.simple_tag(takes_context=True)
def text_slots(context: Context, text: RichText) -> str:
    """A rendered text with its slots, which stay open as those around it do."""
    return _left(context, *text.parts)


def _left(context: Context, *parts: Part) -> str:
    left = context.get(openings.NAME)
    if left is not None:
        return left.leave(*parts)
    return slots.fill_all([RichText(parts)], context.get("access"))[0]
