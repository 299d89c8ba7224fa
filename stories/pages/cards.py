"""Stories as rows of the timetable and as tiles."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.bylines import Byline, plain_byline
from stories import lines, phrases
from stories.lines import Line
from stories.models import Story


@dataclass(frozen=True)
class Card:
    """A story in a list: a row of the timetable, or a tile."""

    story: Story
    line: Line
    byline: Byline | None
    lane: str
    move: str
    ending: str
    outcome: str
    pace: str
    months: str
    hardest: str

    @property
    def ending_within(self) -> str:
        """How it ended, within a sentence and without the move beside it."""
        return phrases.within(self.ending)


def cards(
    stories: Iterable[Story], *, size: str = "card", with_bylines: bool = True
) -> list[Card]:
    """Cards of stories that carry their skill counts and, for names, their author."""
    return [
        Card(
            story=story,
            line=lines.small_line(
                phrases.brief_line_data(story, story.added_count), lines.SIZES[size]
            ),
            byline=plain_byline(story.author) if with_bylines else None,
            lane=phrases.lane_of(story).value,
            move=phrases.move_of(story),
            ending=phrases.ending_of(story),
            outcome=phrases.outcome_of(story),
            pace=phrases.pace_of(story),
            months=phrases.months_of(story),
            hardest=phrases.hardest_of(story),
        )
        for story in stories
    ]
