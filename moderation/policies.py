"""Who may flag, and who may judge. Each answers from its arguments alone."""

from access.access import Access
from access.policies import can_moderate, can_write
from core.verdicts import ALLOWED, Verdict

WAITS = Verdict(
    "This is not out. Moderators read it before anybody else does, and decide then."
)


def can_flag(
    access: Access, author_id: int | None, *, is_waiting: bool = False
) -> Verdict:
    """What waits for its first reading is read by a moderator whoever flags it."""
    if not access.is_signed_in:
        return Verdict("Sign in to flag something.")
    verdict = can_write(access)
    if not verdict:
        return verdict
    if access.person_id == author_id:
        return Verdict("These are your own words: you can edit or delete them.")
    if access.is_new:
        return Verdict(
            "Flagging opens with your first window. Until then, write to the "
            "moderators what you have seen."
        )
    if is_waiting:
        return WAITS
    return ALLOWED


def can_judge(access: Access, author_id: int | None) -> Verdict:
    """Nobody decides about their own words."""
    verdict = can_moderate(access)
    if not verdict:
        return verdict
    if access.person_id == author_id:
        return Verdict("This is about your own words. Another moderator decides.")
    return ALLOWED
