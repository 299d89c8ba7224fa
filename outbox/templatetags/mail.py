"""What mail templates need and pages do not."""

import re

from django import template

register = template.Library()

WORD_JOINER = "\u2060"


@register.filter
def nolink(value: object) -> str:
    """Keep mail programs from making a link of a name that looks like an address.

    Names come from people; a link in our mail must come from us.
    """
    return re.sub(r"(?<=\S)([.:/@])(?=\S)", rf"\1{WORD_JOINER}", str(value))
