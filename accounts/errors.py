"""Known failures of the access ledger. Each says what the person reads."""

from core.errors import Refused


class AccountsError(Refused):
    """A known failure with a sentence for the page."""


class WayBackClosed(AccountsError):
    """The way back to an old address was used, ran out, or leads nowhere now."""
