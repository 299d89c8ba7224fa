"""Taking a story off the shelf, by its author or by a moderator, and back."""

from django.db import transaction

from accounts.access import Access
from accounts.models import User
from accounts.services.names import names_changed
from core.verdicts import enforce
from forum.services.versions import lists_last
from moderation.enums import Act
from moderation.services.flags import came_back
from moderation.services.record import record_act
from stories import policies
from stories.models import Story
from stories.services.questions import follow_story


def withdraw_story(*, author: User, story: Story) -> Story:
    """Take an own story back: it leaves every page, search and list at once."""
    with transaction.atomic():
        story = _locked(story)
        access = Access.of(author)
        enforce(policies.can_withdraw_story(access, story))
        story.withdrawn_at = access.now
        story.save(update_fields=["withdrawn_at"])
        _follow(story)
    return story


def bring_back_story(*, author: User, story: Story) -> Story:
    """Put an own story back where it was, with its date and its thread.

    What a moderator had hidden is hidden as before. A case that its going had closed
    is open again.
    """
    with transaction.atomic():
        story = _locked(story)
        access = Access.of(author)
        enforce(policies.can_bring_back_story(access, story))
        story.withdrawn_at = None
        story.save(update_fields=["withdrawn_at"])
        _follow(story)
        came_back(story)
    return story


def hide_story(*, moderator: User, story: Story, reason: str) -> Story:
    """Take a story away from everyone but its author and the moderators."""
    with transaction.atomic():
        story = _locked(story)
        access = Access.of(moderator)
        enforce(policies.can_hide_story(access, story))
        story.hidden_at = access.now
        story.hidden_by = moderator
        story.hidden_reason = reason
        story.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        _follow(story)
        record_act(
            moderator=moderator,
            act=Act.HIDE,
            target=story,
            person=story.author,
            reason=reason,
        )
    return story


def restore_story(*, moderator: User, story: Story) -> Story:
    with transaction.atomic():
        story = _locked(story)
        enforce(policies.can_restore_story(Access.of(moderator), story))
        story.hidden_at = None
        story.hidden_by = None
        story.hidden_reason = ""
        story.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        _follow(story)
        record_act(
            moderator=moderator, act=Act.RESTORE, target=story, person=story.author
        )
    return story


def _locked(story: Story) -> Story:
    return Story.objects.select_for_update().get(pk=story.pk)


def _follow(story: Story) -> None:
    """The thread goes where the story goes, and so does the mark beside a name."""
    with lists_last():
        follow_story(story)
        names_changed()
