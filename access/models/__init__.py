from access.models.circle import Circle
from access.models.closing_notice import ClosingNotice
from access.models.grant import Grant
from access.models.pending_message import PendingMessage
from access.models.restriction import Restriction
from access.models.role import Role
from access.models.window_notice import WindowNotice

__all__ = [
    "Circle",
    "ClosingNotice",
    "Grant",
    "PendingMessage",
    "Restriction",
    "Role",
    "WindowNotice",
]
