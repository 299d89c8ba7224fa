"""How stories are flagged, hidden, and read before they go out."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from access.access import Access
from accounts.models import User
from forum.models import Post
from forum.reporting import POST, THREAD
from moderation.models import LogEntry
from moderation.registry import (
    Held,
    Reportable,
    register_held,
    register_kin,
    register_reportable,
)
from richtext.joining import join
from richtext.parts import RichText
from richtext.rendering import Rendered
from stories.models import Story
from stories.phrases import summary_of
from stories.services.publishing import approve_story, ask_for_changes
from stories.services.questions import Opening, render_opening
from stories.services.visibility import hide_story, restore_story

KEY = "story"


def register() -> None:
    register_reportable(
        KEY,
        Reportable(
            model=Story,
            label="story",
            visible_to=_visible_to,
            lock=_lock,
            author_of=lambda story: story.author,
            url_of=_url_of,
            title_of=lambda story: story.title,
            excerpt_html_of=words_of,
            hide=_hide,
            restore=_restore,
            is_waiting=lambda story: not story.is_published,
            kin_of=_thread_of,
            facts_of=summary_of,
            stands_of=_stands_around,
        ),
    )
    register_kin(THREAD, lambda thread: _stories_of(thread.pk))
    register_kin(POST, lambda post: _stories_of(post.thread_id))
    register_held(
        KEY,
        Held(
            waiting=_waiting,
            prepare=render_opening,
            release=_release,
            refuse=_refuse,
            since_of=lambda story: story.submitted_at,
            needs_rule=False,
            refuse_label="Ask for changes, say which",
        ),
    )


def words_of(story: Story) -> RichText:
    """Everything that a reader of the story reads, in its order."""
    parts = [
        RichText.paragraph(story.sentence),
        story.narrative_html,
        story.hardest_html,
        story.surprise_html,
        story.differently_html,
    ]
    return join(Rendered(part) for part in parts).html


def _visible_to(access: Access) -> QuerySet[Story]:
    return Story.objects.openable_by(access).select_related("author")


def _thread_of(story: Story) -> list[tuple[str, Any]]:
    """The thread of a story belongs with it, and so does what is asked there."""
    if story.thread_id is None:
        return []
    posts = Post.objects.filter(thread=story.thread_id).values_list("pk", flat=True)
    return [(THREAD, [story.thread_id]), (POST, posts)]


def _stories_of(thread_id: int) -> list[tuple[str, Any]]:
    keys = Story.objects.filter(thread=thread_id).values_list("pk", flat=True)
    return [(KEY, keys)]


def _stands_around(story: Story) -> list[str]:
    thread = story.thread
    if thread is None or not thread.is_hidden or thread.is_with_withdrawn_story:
        return []
    return ["Its thread of questions was hidden for its own sake, and stays so."]


def _lock(pk: int) -> None:
    Story.objects.select_for_update(no_key=True).filter(pk=pk).first()


def _waiting(access: Access) -> QuerySet[Story]:
    if not access.is_moderator:
        return Story.objects.none()
    return Story.objects.pending().by_waiting().select_related("author")


def _url_of(story: Story) -> str:
    if story.is_published:
        return story.get_absolute_url()
    return reverse("stories:review_detail", args=[story.pk])


def _hide(
    moderator: User, story: Story, reason: str, entry: LogEntry | None = None
) -> object:
    return hide_story(moderator=moderator, story=story, reason=reason, part_of=entry)


def _restore(
    moderator: User, story: Story, reason: str, entry: LogEntry | None = None
) -> object:
    return restore_story(moderator=moderator, story=story, part_of=entry)


def _release(
    moderator: User, story: Story, opening: Opening, entry: LogEntry | None = None
) -> object:
    return approve_story(
        moderator=moderator, story=story, opening=opening, part_of=entry
    )


def _refuse(
    moderator: User, story: Story, reason: str, entry: LogEntry | None = None
) -> object:
    return ask_for_changes(
        moderator=moderator, story=story, reason=reason, part_of=entry
    )
