"""The thread in which readers ask the person who told a story."""

from typing import NamedTuple

from core.limits import TITLE_MAX
from core.plain import shorten
from forum.enums import Audience, Right
from forum.models import Category, CategoryRight, Thread
from forum.models.thread import STORY_WITHDRAWN
from forum.services.threads import (
    bring_back_thread,
    open_companion_thread,
    retitle,
    reword_opening,
    take_thread_away,
)
from forum.services.versions import ChangedLists
from richtext import rendering
from richtext.joining import as_source
from richtext.rendering import Rendered
from stories.models import Story
from stories.phrases import move_of

SLUG = "questions-to-storytellers"
NAME = "Questions to storytellers"
DESCRIPTION = "Every published story has its thread here."
POSITION = 90
RIGHTS = ((Audience.EVERYONE, Right.READ), (Audience.SIGNED_IN, Right.REPLY))


class Opening(NamedTuple):
    """The words of a first post, and their HTML."""

    body: str
    rendered: Rendered


def questions_category() -> Category:
    """The category of these threads; nobody can start one there but a story."""
    category, is_new = Category.objects.get_or_create(
        slug=SLUG,
        defaults={"name": NAME, "description": DESCRIPTION, "position": POSITION},
    )
    if is_new:
        CategoryRight.objects.bulk_create(
            CategoryRight(category=category, audience=audience, right=right)
            for audience, right in RIGHTS
        )
    return category


def render_opening(story: Story) -> Opening:
    """The first post of a story's thread, rendered before the story is locked."""
    body = _body(story)
    return Opening(body, rendering.render(body, person_id=story.author_id))


def open_questions(story: Story, opening: Opening, lists: ChangedLists) -> Thread:
    """Open the thread of a locked story that goes out now.

    A story that changed since its opening was rendered has it rendered anew.
    """
    if opening.body != _body(story):
        opening = render_opening(story)
    return open_companion_thread(
        author=story.author,
        category=questions_category(),
        title=_title(story.sentence),
        body=opening.body,
        rendered=opening.rendered,
        lists=lists,
    )


def follow_story(story: Story, lists: ChangedLists) -> None:
    """Let the thread of a locked story be seen exactly while the story is.

    A thread that a moderator hid for its own sake stays hidden. One that is away
    with a story that was taken back is away by its author: moderators do not read
    on either, whatever they had hidden before.
    """
    if story.thread_id is None:
        return
    thread = Thread.objects.select_for_update(no_key=True).get(pk=story.thread_id)
    by = story.author if story.is_withdrawn else story.hidden_by
    if by is not None:
        take_thread_away(thread, by=by, reason=STORY_WITHDRAWN, lists=lists)
    elif thread.is_away:
        bring_back_thread(thread, reason=STORY_WITHDRAWN, lists=lists)


def words_of_opening(story: Story) -> str:
    """What the first post of the story's thread says while the story is as it is."""
    return _body(story)


def follow_answers(
    story: Story,
    *,
    before: str,
    words_before: str,
    opening: Opening | None,
    lists: ChangedLists,
) -> None:
    """Let the thread of a locked story quote the story as it now is.

    `before` is the sentence, and `words_before` the opening, of the story before the
    change. Title and first post follow it, and old addresses lead on. What somebody
    has changed by hand quotes nothing and stays. The earlier opening is kept, as
    after any other change of a post.
    """
    if story.thread_id is None:
        return
    thread = Thread.objects.select_for_update(no_key=True).get(pk=story.thread_id)
    if thread.title == _title(before) != _title(story.sentence):
        retitle(thread, _title(story.sentence), lists=lists)
    if words_before == _body(story):
        return
    if opening is None or opening.body != _body(story):
        opening = render_opening(story)
    reword_opening(
        thread,
        before=words_before,
        body=opening.body,
        rendered=opening.rendered,
        lists=lists,
    )


def _body(story: Story) -> str:
    return (
        f"I told [the story of my move]({story.get_absolute_url()}), "
        f"{as_source(move_of(story))}. What would you like to know?"
    )


def _title(sentence: str) -> str:
    return shorten(f"Questions: {sentence}", TITLE_MAX)
