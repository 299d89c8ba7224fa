"""The two sanitisers, one after the other, under one policy.

They parse HTML independently: what slips past one meets the other. Each can be
taken out here alone. The cleaner of bleach keeps state while it works, so neither
is shared between threads: each worker process has its own.
"""

import bleach
import nh3

from richtext import policy


def _value(tag: str, attribute: str, value: str) -> str | None:
    return value if policy.keeps(tag, attribute, value) else None


_bleach = bleach.Cleaner(
    tags=policy.TAGS,
    attributes=policy.keeps,
    protocols=policy.SCHEMES,
    strip=True,
)
_nh3 = nh3.Cleaner(
    tags=set(policy.TAGS),
    attributes={tag: set(forms) for tag, forms in policy.ATTRIBUTES.items()},
    attribute_filter=_value,
    url_schemes=set(policy.SCHEMES),
    link_rel=None,
)


def sanitise(html: str) -> str:
    return _nh3.clean(_bleach.clean(html))
