from accounts.models.audit import AuditEntry
from accounts.models.circle import Circle
from accounts.models.document import Agreement, Document
from accounts.models.grant import Grant
from accounts.models.invitation import Invitation
from accounts.models.mail_revert import MailRevert
from accounts.models.restriction import Restriction
from accounts.models.role import Role
from accounts.models.user import User

__all__ = [
    "Agreement",
    "AuditEntry",
    "Circle",
    "Document",
    "Grant",
    "Invitation",
    "MailRevert",
    "Restriction",
    "Role",
    "User",
]
