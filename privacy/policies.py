"""Who may have a copy of what. Each answers from its arguments."""

from access.access import Access
from core.verdicts import ALLOWED, Verdict


def can_export(access: Access) -> Verdict:
    """What is one's own is one's own: no window, and no suspension counts."""
    return ALLOWED if access.is_signed_in else Verdict("Sign in to fetch your data.")
