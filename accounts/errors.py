"""Known failures of the access ledger. Each says what the person reads."""

from http import HTTPStatus

from core.errors import Refused


class AccountsError(Refused):
    """A known failure with a sentence for the page."""


class NothingToRenew(AccountsError):
    """There is no grant with an anchor that a renewal could continue."""


class NothingOpen(AccountsError):
    """There is no open grant to extend, pause or revoke."""


class NothingPaused(AccountsError):
    """There is no pause to resume."""


class InvitationClosed(AccountsError):
    """The invitation was used, withdrawn, or its time is over."""


class AddressDiffers(AccountsError):
    """The invitation was sent to an address that this person has not proved."""


class MomentOutOfRange(AccountsError):
    """A date lies so far away that no calendar reaches it."""


class NotWaiting(AccountsError):
    """Someone who was to be refused is in, or something of theirs is kept."""


class WayBackClosed(AccountsError):
    """The way back to an old address was used, ran out, or leads nowhere now."""


class NotAList(AccountsError):
    """A file of graduates that cannot be read as one."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class AskedAlready(AccountsError):
    """The same person has asked, and no organiser has answered yet."""


class HookRefused(AccountsError):
    """An event of a shop that says what cannot be done. It may be sent again."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooSoonToClose(AccountsError):
    """The site cannot be closed on a day that is less than 90 days ahead."""


class LastOrganiser(AccountsError):
    """The site would be left without an organiser."""
