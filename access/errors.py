"""Known failures of the access ledger. Each says what the person reads."""

from accounts.errors import AccountsError


class NothingToRenew(AccountsError):
    """There is no grant with an anchor that a renewal could continue."""


class NothingOpen(AccountsError):
    """There is no open grant to extend, pause or revoke."""


class NothingPaused(AccountsError):
    """There is no pause to resume."""


class MomentOutOfRange(AccountsError):
    """A date lies so far away that no calendar reaches it."""


class TooSoonToClose(AccountsError):
    """The site cannot be closed on a day that is less than 90 days ahead."""


class NoSuchScope(AccountsError):
    """A role or a restriction for a part of the site that is not there."""


class LastOrganiser(AccountsError):
    """The site would be left without an organiser."""
