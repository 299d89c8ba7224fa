"""A story goes out, at once or after a moderator has read it."""

from django.db import transaction

from access.access import Access
from accounts.models import User
from accounts.services.names import names_changed
from core.verdicts import enforce
from forum.services.versions import ChangedLists
from moderation.enums import Action
from moderation.models import LogEntry
from moderation.services.log import record_action
from stories import policies
from stories.models import Story
from stories.services.questions import Opening, open_questions, render_opening


def publish_story(*, author: User, story: Story) -> Story:
    """Put a story on the shelf and open its thread, or send it to be read first.

    Sent twice it goes out once: the second finds it out, or waiting, and changes
    nothing. The author keeps the text whatever is decided.
    """
    opening = render_opening(story)
    with transaction.atomic():
        story = _locked(story)
        access = Access.of(author)
        enforce(policies.can_publish_story(access, story))
        if story.is_published or story.is_pending:
            return story
        story.submitted_at = access.now
        story.changes_asked_at = None
        story.changes_asked_by = None
        story.changes_asked = ""
        if policies.needs_review(access):
            story.save()
            return story
        _go_out(story, access, opening)
    return story


def approve_story(
    *,
    moderator: User,
    story: Story,
    opening: Opening | None = None,
    part_of: LogEntry | None = None,
) -> Story:
    """Let a waiting story go out, as of now."""
    opening = opening or render_opening(story)
    with transaction.atomic():
        story = _locked(story)
        access = Access.of(moderator)
        enforce(policies.can_review_story(access, story))
        _go_out(story, access, opening)
        record_action(
            moderator=moderator,
            action=Action.RELEASE,
            target=story,
            person=story.author,
            part_of=part_of,
        )
    return story


def ask_for_changes(
    *, moderator: User, story: Story, reason: str, part_of: LogEntry | None = None
) -> Story:
    """Give a waiting story back with words on what to change. Nothing is lost."""
    with transaction.atomic():
        story = _locked(story)
        access = Access.of(moderator)
        enforce(policies.can_review_story(access, story))
        story.changes_asked_at = access.now
        story.changes_asked_by = moderator
        story.changes_asked = reason
        story.save(
            update_fields=["changes_asked_at", "changes_asked_by", "changes_asked"]
        )
        record_action(
            moderator=moderator,
            action=Action.REFUSE,
            target=story,
            person=story.author,
            reason=reason,
            part_of=part_of,
        )
    return story


def _locked(story: Story) -> Story:
    return (
        Story.objects.select_for_update(of=("self",), no_key=True)
        .select_related("author")
        .get(pk=story.pk)
    )


def _go_out(story: Story, access: Access, opening: Opening) -> None:
    story.published_at = access.now
    lists = ChangedLists()
    story.thread = open_questions(story, opening, lists)
    story.save()
    names_changed()
    lists.touch()
