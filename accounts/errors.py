"""Known failures of the access ledger. Each says what the person reads."""


class AccountsError(Exception):
    """A known failure with a sentence for the page."""

    @property
    def sentence(self) -> str:
        return str(self)


class WayBackClosed(AccountsError):
    """The way back to an old address was used, ran out, or leads nowhere now."""
