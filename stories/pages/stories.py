"""What a story's page shows, loaded and worded for one reader."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from access.access import Access
from accounts.bylines import Byline, byline_of
from forum.pages.finding import thread_for
from forum.pages.thread_pages import ThreadPage, thread_page
from richtext import slots
from stories import lines, phrases
from stories.enums import Ending, Part
from stories.lines import Line, Stop
from stories.models import Story, StoryQuerySet, StorySkill
from stories.pages.cards import Card, cards

NEAR_SHOWN = 3
OLD_JOB = {None: "", True: "kept meanwhile", False: "left before"}


@dataclass(frozen=True)
class Fact:
    """One line of the fact card; what was not told has none."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the narrative under its heading; the first has none."""

    title: str
    html: SafeString


@dataclass(frozen=True)
class StoryPage:
    """A whole story, ready to be printed: the same for its page and its preview."""

    story: Story
    byline: Byline
    lane: str
    move: str
    summary: str
    goal: str
    line: Line
    stops: Sequence[Stop]
    numbers: Sequence[tuple[str, str]]
    facts: Sequence[Fact]
    sections: Sequence[Section]
    carried: Sequence[StorySkill]
    added: Sequence[StorySkill]
    line_keys: tuple[str, str]


def story_page(story: Story, access: Access) -> StoryPage:
    """Three queries beside the story's own: its skills, its byline and the marks."""
    skills = list(
        story.story_skills.select_related("tag__skill").order_by(
            "tag__skill__rank", "pk"
        )
    )
    carried = [row for row in skills if row.part == Part.CARRIED]
    added = [row for row in skills if row.part == Part.ADDED]
    facts = phrases.line_data(story, skills)
    return StoryPage(
        story=story,
        byline=byline_of(story.author),
        lane=phrases.lane_of(story).value,
        move=phrases.move_of(story),
        summary=phrases.summary_of(story),
        goal=phrases.field_of(story.to_role, story.to_other),
        line=lines.large_line(facts),
        stops=lines.stops_of(facts, added_notes=[row.effort for row in added]),
        numbers=_numbers(story, carried, added),
        facts=_facts(story),
        sections=_sections(story, access),
        carried=carried,
        added=added,
        line_keys=(facts.start, facts.end),
    )


def _numbers(
    story: Story, carried: Sequence[Any], added: Sequence[Any]
) -> list[tuple[str, str]]:
    numbers = [(str(story.months), "month" if story.months == 1 else "months")]
    if story.hours_per_week:
        numbers.append((str(story.hours_per_week), "h a week"))
    if carried or added:
        numbers.append((f"{len(carried)}+{len(added)}", "skills"))
    return numbers if story.months else numbers[1:]


def _old_job(story: Story) -> str:
    """Whoever only considers a move has left nothing: the line goes on."""
    if story.ending == Ending.CONSIDERING and not story.kept_job:
        return ""
    return OLD_JOB[story.kept_job]


def _facts(story: Story) -> list[Fact]:
    pay, pay_note = phrases.pay_of(story)
    goal = phrases.goal_of(story)
    arrival = phrases.arrival_of(story)
    interest = phrases.interest_of(story)
    told = [
        Fact("From", phrases.start_of(story), story.get_experience_display()),
        Fact("To", goal, story.get_employer_display().lower()),
        Fact("Came out at", arrival if arrival != goal else ""),
        Fact("When", phrases.when_of(story)),
        Fact("Ended", phrases.ending_of(story)),
        Fact("Old job", _old_job(story)),
        Fact("Region", story.get_region_display()),
        Fact("Pay", pay, pay_note),
        Fact("Hardest", story.get_hardest_display()),
        Fact("Again?", phrases.again_of(story)),
        Fact("Checked", "Told by the person, checked by nobody"),
        Fact("Interest", interest or "None declared"),
    ]
    return [fact for fact in told if fact.value]


def _sections(story: Story, access: Access) -> list[Section]:
    hardest = phrases.hardest_of(story)
    titled = [
        ("", story.narrative_html),
        (
            f"The hardest part: {hardest}" if hardest else "The hardest part",
            story.hardest_html,
        ),
        ("What surprised me", story.surprise_html),
        ("What I would do differently", story.differently_html),
    ]
    told = [(title, html) for title, html in titled if html]
    filled = slots.fill_all(
        [html for _title, html in told],
        access,
        anchors=[f"told-{place}" for place in range(len(told))],
    )
    return [
        Section(title, html)
        for (title, _source), html in zip(told, filled, strict=True)
    ]


def questions_of(story: Story, access: Access) -> ThreadPage | None:
    """The first page of a story's thread, without the post that only opens it.

    Nothing where the reader may not read the thread.
    """
    if story.thread_id is None:
        return None
    thread = thread_for(access, story.thread_id)
    if thread is None:
        return None
    page = thread_page(thread, 1, access)
    return replace(page, posts=[post for post in page.posts if post.position != 1])


def near(story: Story, access: Access) -> list[Card]:
    """A few others on the same line, the newest first."""
    others: StoryQuerySet = (
        Story.objects.visible_to(access)
        .filter(from_role=story.from_role, to_role=story.to_role)
        .exclude(pk=story.pk)
    )
    found = others.for_lists().by_newest()[:NEAR_SHOWN]
    return cards(found, size="near", with_bylines=False)
