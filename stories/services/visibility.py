"""Taking a story off the shelf, by its author or by a moderator, and back."""

from django.db import transaction

from access.access import Access
from accounts.models import User
from accounts.services.names import names_changed
from core.verdicts import enforce
from forum.services.versions import ChangedLists
from moderation.enums import Action
from moderation.models import LogEntry
from moderation.models.hideable import HIDING
from moderation.services.flags import came_back
from moderation.services.log import record_action
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


def hide_story(
    *, moderator: User, story: Story, reason: str, part_of: LogEntry | None = None
) -> Story:
    """Take a story away from everyone but its author and the moderators."""
    with transaction.atomic():
        story = _locked(story)
        access = Access.of(moderator)
        enforce(policies.can_hide_story(access, story))
        story.set_hidden(by=moderator, at=access.now, reason=reason)
        story.save(update_fields=HIDING)
        _follow(story)
        record_action(
            moderator=moderator,
            action=Action.HIDE,
            target=story,
            person=story.author,
            reason=reason,
            part_of=part_of,
        )
    return story


def restore_story(
    *, moderator: User, story: Story, part_of: LogEntry | None = None
) -> Story:
    with transaction.atomic():
        story = _locked(story)
        enforce(policies.can_restore_story(Access.of(moderator), story))
        story.set_shown()
        story.save(update_fields=HIDING)
        _follow(story)
        record_action(
            moderator=moderator,
            action=Action.RESTORE,
            target=story,
            person=story.author,
            part_of=part_of,
        )
    return story


def _locked(story: Story) -> Story:
    return Story.objects.select_for_update(no_key=True).get(pk=story.pk)


def _follow(story: Story) -> None:
    """The thread goes where the story goes, and so does the mark beside a name."""
    lists = ChangedLists()
    follow_story(story, lists)
    names_changed()
    lists.touch()
