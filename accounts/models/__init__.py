from accounts.models.audit import AuditEntry
from accounts.models.block import Block
from accounts.models.code_guesses import CodeGuesses
from accounts.models.document import Agreement, Document
from accounts.models.mail_revert import MailRevert
from accounts.models.name_count import NameCount
from accounts.models.seal import Seal, SealedRow
from accounts.models.user import User

__all__ = [
    "Agreement",
    "AuditEntry",
    "Block",
    "CodeGuesses",
    "Document",
    "MailRevert",
    "NameCount",
    "Seal",
    "SealedRow",
    "User",
]
