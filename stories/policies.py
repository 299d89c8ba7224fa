"""Who may do what with a story. Each answers from its arguments alone."""

from access.access import Access
from access.policies import can_moderate, can_write
from core.verdicts import ALLOWED, Verdict
from stories.enums import State
from stories.models import Story

NOT_YOURS = "Only the person who told a story can do this."
QUESTIONS = {
    "from_role": "where you started",
    "from_other": "the name of the role you started in",
    "to_role": "where you set out for",
    "to_other": "the name of the role you set out for",
    "ending": "where you are now",
    "arrived_role": "the line you took instead",
    "arrived_other": "the name of the role you took instead",
    "months": "the number of months",
    "sentence": "your one sentence",
}


def needs_review(access: Access) -> bool:
    """Stories by people without a window are read by a moderator first."""
    trusted = access.has_window or access.is_mentor or access.is_staff
    return not trusted


def can_tell_story(access: Access) -> Verdict:
    if not access.is_signed_in:
        return Verdict("Sign in to tell your story.")
    return can_write(access)


def can_edit_story(access: Access, story: Story) -> Verdict:
    """Its author may, for good: also when the window is closed."""
    if access.person_id != story.author_id:
        return Verdict(NOT_YOURS)
    if story.is_hidden:
        return Verdict("A moderator has hidden this story. You can read it here.")
    return can_write(access)


def can_publish_story(access: Access, story: Story) -> Verdict:
    verdict = can_edit_story(access, story)
    if not verdict:
        return verdict
    if story.missing:
        wanted = [QUESTIONS[field] for field in story.missing]
        return Verdict(f"Still to be told: {', '.join(wanted)}.")
    return ALLOWED


def can_withdraw_story(access: Access, story: Story) -> Verdict:
    """Taking one's own words back is no writing: a suspension does not stop it."""
    if access.person_id != story.author_id:
        return Verdict(NOT_YOURS)
    if not story.is_published:
        return Verdict("This story has not been published.")
    if story.is_withdrawn:
        return Verdict("You have taken this story back already.")
    return ALLOWED


def can_bring_back_story(access: Access, story: Story) -> Verdict:
    """A hidden one as well: moderators, who hid it, cannot read it while it is away."""
    if access.person_id != story.author_id:
        return Verdict(NOT_YOURS)
    if not story.is_withdrawn:
        return Verdict("This story has not been taken back.")
    return can_write(access)


def can_discard_story(access: Access, story: Story) -> Verdict:
    if access.person_id != story.author_id:
        return Verdict(NOT_YOURS)
    if story.is_published:
        return Verdict("A published story can be taken back, not thrown away.")
    return ALLOWED


def can_review_story(access: Access, story: Story) -> Verdict:
    verdict = can_moderate(access)
    if not verdict:
        return verdict
    if access.person_id == story.author_id:
        return Verdict("Another moderator decides about your own story.")
    if story.state != State.PENDING:
        return Verdict("This story is not waiting to be read.")
    if not story.author.is_active:
        return Verdict("Its author has left.")
    return ALLOWED


def can_hide_story(access: Access, story: Story) -> Verdict:
    verdict = _can_decide(access, story)
    if not verdict:
        return verdict
    if story.is_hidden:
        return Verdict("This story is hidden already.")
    return ALLOWED


def can_restore_story(access: Access, story: Story) -> Verdict:
    verdict = _can_decide(access, story)
    if not verdict:
        return verdict
    if not story.is_hidden:
        return Verdict("This story is not hidden.")
    return ALLOWED


def _can_decide(access: Access, story: Story) -> Verdict:
    verdict = can_moderate(access)
    if not verdict:
        return verdict
    if access.person_id == story.author_id:
        return Verdict("Another moderator decides about your own story.")
    if not story.is_published:
        return Verdict("This story has not been published.")
    return ALLOWED
