"""Everything that writes the ledger of grants.

`moves` says what an act does to a person's rows, `ledger` reads and writes them,
`notifying` writes the messages. Every function holds the lock of the person's row, so
that two grants opened at once add up and none is lost. Ends are computed, never
typed in.
"""

from access.services.grants.changing import extend_grant, renew_grant, renew_window
from access.services.grants.ending import end_order, revoke_all, revoke_grant
from access.services.grants.opening import (
    grant_for_life,
    grant_place,
    grant_window,
    open_for_life,
    open_window,
)
from access.services.grants.pausing import pause, resume

__all__ = [
    "end_order",
    "extend_grant",
    "grant_for_life",
    "grant_place",
    "grant_window",
    "open_for_life",
    "open_window",
    "pause",
    "renew_grant",
    "renew_window",
    "resume",
    "revoke_all",
    "revoke_grant",
]
