"""The two sanitisers, one after the other, under one policy.

They parse HTML independently: what slips past one meets the other. Each can be
taken out here alone. The cleaner of bleach keeps state while it works, so neither
is shared between threads: each worker process has its own.
"""

from html import escape
from urllib.parse import urlsplit

import bleach
import nh3

from core.plain import UNWANTED
from richtext import policy
from richtext.references import disarm


class Unwanted(ValueError):
    """A character that no source may hold stands in what was sanitised."""


class Sanitiser:
    def __init__(self) -> None:
        # The text's own word for its anchor, which the policy lets into ids.
        self._here = ""
        self._bleach = bleach.Cleaner(
            tags=policy.TAGS,
            attributes=self._keeps,
            protocols=policy.SCHEMES,
            strip=True,
        )
        self._nh3 = nh3.Cleaner(
            tags=set(policy.TAGS),
            attributes={tag: set(forms) for tag, forms in policy.ATTRIBUTES.items()},
            attribute_filter=self._value,
            url_schemes=set(policy.SCHEMES),
            link_rel=None,
        )

    def clean(self, html: str, here: str = "") -> str:
        """HTML within the policy.

        Unwanted characters go before anything reads them, references to them are
        disarmed; that none came through is looked at again, and raises Unwanted.
        """
        self._here = here
        html = disarm(UNWANTED.sub("", html))
        html = self._nh3.clean(self._bleach.clean(html))
        if UNWANTED.search(html):
            raise Unwanted
        return html

    def keeps_address(self, href: str) -> bool:
        """Whether a link to it comes through.

        Both leave out an address that they cannot take apart, as one with `:PORT` for
        a port; the form that the policy has for it does not tell.
        """
        try:
            urlsplit(href)
        except ValueError:
            return False
        return " href=" in self._nh3.clean(f'<a href="{escape(href)}"></a>')

    def _keeps(self, tag: str, attribute: str, value: str) -> bool:
        return policy.keeps(tag, attribute, value, self._here)

    def _value(self, tag: str, attribute: str, value: str) -> str | None:
        return value if self._keeps(tag, attribute, value) else None


_sanitiser = Sanitiser()
sanitise = _sanitiser.clean
keeps_address = _sanitiser.keeps_address
