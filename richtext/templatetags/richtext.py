from typing import Any

from django import template
from django.utils.safestring import SafeString

from richtext import slots

register = template.Library()


@register.filter
def prose(value: Any, anchor: str = "") -> SafeString:
    """Stored HTML, or a thing with `body_html`, as it goes into a page.

    A page of many things fills them together first, with `slots.fill_onto`. Where
    several texts of one thing stand on a page, each is given an anchor of its own.
    """
    if isinstance(value, str):
        return slots.fill([value], anchors=[anchor])[0]
    filled = getattr(value, "body_filled", None)
    if isinstance(filled, SafeString):
        return filled
    anchor = anchor or getattr(value, "anchor", "")
    return slots.fill([value.body_html], anchors=[anchor])[0]
