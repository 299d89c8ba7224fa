from accounts.models.access_request import AccessRequest
from accounts.models.audit import AuditEntry
from accounts.models.circle import Circle
from accounts.models.claim import InvitationClaim
from accounts.models.closing_notice import ClosingNotice
from accounts.models.code_guesses import CodeGuesses
from accounts.models.document import Agreement, Document
from accounts.models.export import Export
from accounts.models.grant import Grant
from accounts.models.hook_event import HookEvent
from accounts.models.invitation import Invitation
from accounts.models.mail_revert import MailRevert
from accounts.models.name_count import NameCount
from accounts.models.pending_letter import PendingLetter
from accounts.models.restriction import Restriction
from accounts.models.role import Role
from accounts.models.seal import Seal, SealedRow
from accounts.models.user import User
from accounts.models.window_notice import WindowNotice

__all__ = [
    "AccessRequest",
    "Agreement",
    "AuditEntry",
    "Circle",
    "ClosingNotice",
    "CodeGuesses",
    "Document",
    "Export",
    "Grant",
    "HookEvent",
    "Invitation",
    "InvitationClaim",
    "MailRevert",
    "NameCount",
    "PendingLetter",
    "Restriction",
    "Role",
    "Seal",
    "SealedRow",
    "User",
    "WindowNotice",
]
