"""A story goes out, at once or after a moderator has read it."""

from django.db import transaction

from accounts.access import Access
from accounts.models import User
from accounts.services.names import names_changed
from core.verdicts import enforce
from forum.services.versions import lists_last
from moderation.enums import Act
from moderation.services.record import record_act
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
    *, moderator: User, story: Story, opening: Opening | None = None
) -> Story:
    """Let a waiting story go out, as of now."""
    opening = opening or render_opening(story)
    with transaction.atomic():
        story = _locked(story)
        access = Access.of(moderator)
        enforce(policies.can_review_story(access, story))
        _go_out(story, access, opening)
        record_act(
            moderator=moderator, act=Act.RELEASE, target=story, person=story.author
        )
    return story


def ask_for_changes(*, moderator: User, story: Story, reason: str) -> Story:
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
        record_act(
            moderator=moderator,
            act=Act.REFUSE,
            target=story,
            person=story.author,
            reason=reason,
        )
    return story


def _locked(story: Story) -> Story:
    return (
        Story.objects.select_for_update(of=("self",))
        .select_related("author")
        .get(pk=story.pk)
    )


def _go_out(story: Story, access: Access, opening: Opening) -> None:
    story.published_at = access.now
    with lists_last():
        story.thread = open_questions(story, opening)
        names_changed()
    story.save()
