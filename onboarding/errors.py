"""Known failures of coming in. Each says what the person reads."""

from http import HTTPStatus

from accounts.errors import AccountsError


class InvitationClosed(AccountsError):
    """The invitation was used, withdrawn, or its time is over."""


class AddressDiffers(AccountsError):
    """The invitation was sent to an address that this person has not proved."""


class NotWaiting(AccountsError):
    """Someone who was to be refused is in, or something of theirs is kept."""


class NotAList(AccountsError):
    """A file of graduates that cannot be read as one."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class AskedAlready(AccountsError):
    """The same person has asked, and no organiser has answered yet."""


class WebhookRefused(AccountsError):
    """An event of a shop that says what cannot be done. It may be sent again."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
