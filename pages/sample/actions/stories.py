"""Stories, and the questions under them."""

from datetime import date

from dateutil.relativedelta import relativedelta

from core import clock
from forum.services.posts import reply_to_thread
from pages.sample.actions.forum import answered
from pages.sample.loading import Reply, SampleStory
from pages.sample.world import World
from stories.enums import Part
from stories.services.stories import approve_story, publish_story, save_draft
from stories.types import NamedSkill


def write_story(world: World, *, story: SampleStory) -> None:
    author = world.people[story.author]
    answers = {
        **story.facts,
        **_dates(story, clock.now().date()),
        **{_field(name): text for name, text in story.words.items()},
        "skills": [
            *(NamedSkill(world.skill(key), Part.CARRIED) for key in story.carried),
            *(
                NamedSkill(world.skill(key), Part.ADDED, weeks, difficulty)
                for key, weeks, difficulty in story.added
            ),
        ],
    }
    published = publish_story(
        author=author, story=save_draft(author=author, answers=answers)
    )
    if not published.is_published:
        published = approve_story(
            moderator=world.people[world.moderator], story=published
        )
    assert published.thread is not None
    world.story_threads[published.sentence] = published.thread


def _field(name: str) -> str:
    return "hardest_words" if name == "hardest" else name


def _dates(story: SampleStory, published_on: date) -> dict[str, date]:
    """The months of a story as the first days of its first and last month."""
    if story.months_since is None or story.facts["ending"] == "considering":
        return {}
    end = published_on.replace(day=1) - relativedelta(months=story.months_since)
    start = end - relativedelta(months=story.facts["months"])
    if story.facts["ending"] == "under_way":
        return {"started_on": start}
    return {"started_on": start, "finished_on": end}


def ask(world: World, *, sentence: str, reply: Reply) -> None:
    thread = world.story_threads[sentence]
    reply_to_thread(
        author=world.people[reply.author],
        thread=thread,
        body=reply.body,
        to=answered(thread, reply.body),
    )
