from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from richtext import slots
from richtext.parts import RichText

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
