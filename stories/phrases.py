"""A story's facts in the words that pages print. Pure: they ask no database."""

from collections.abc import Iterable
from datetime import date

from core.vocabularies import Role
from stories.enums import Ending, Interest, Part, PayDetail, PayDirection
from stories.lines import LineData
from stories.models import MONTHS_MAX, Story, StorySkill, months_between

ODD_MONTHS = 60
ODD_HOURS = 60
ODD_PERCENT = 150


def role_name(role: str, other: str = "") -> str:
    if role == Role.OTHER and other:
        return other
    return Role(role).label if role else "Not told yet"


def start_of(story: Story) -> str:
    return role_name(story.from_role, story.from_other)


def goal_of(story: Story) -> str:
    return role_name(story.to_role, story.to_other)


def arrival_of(story: Story) -> str:
    """Where the line leads in the end: the goal, or the line taken instead."""
    if story.ending == Ending.CHOSE_OTHER and story.arrived_role:
        return role_name(story.arrived_role, story.arrived_other)
    return goal_of(story)


def lane_of(story: Story) -> Role:
    instead = story.ending == Ending.CHOSE_OTHER and story.arrived_role
    return Role((instead and story.arrived_role) or story.to_role or Role.OTHER)


def field_of(role: str, other: str = "") -> str:
    return other if role == Role.OTHER and other else Role(role or Role.OTHER).field


def move_of(story: Story) -> str:
    """ "DevOps to MLOps", by the line that was taken, and what it was taken instead of.

    The one phrase for a move: whoever chose another line is never shown as somebody
    who had set out for it.
    """
    start = field_of(story.from_role, story.from_other)
    return f"{_capital(start)} to {_taken(story)}{_instead_of(story)}"


def ending_of(story: Story) -> str:
    """How it ended, where the move does not stand beside it."""
    if story.ending == Ending.CHOSE_OTHER and story.arrived_role:
        return f"Chose {_taken(story)}{_instead_of(story) or ' instead'}"
    return Ending(story.ending).label if story.ending else "Not told yet"


def outcome_of(story: Story) -> str:
    """How it ended, beside the move, which says what was taken instead of what."""
    return within(Ending(story.ending).label if story.ending else "Not told yet")


def summary_of(story: Story) -> str:
    """ "DevOps to MLOps, under way": the move and the ending in one line."""
    return f"{move_of(story)}, {outcome_of(story)}"


def _taken(story: Story) -> str:
    """The line in the end: the one set out for, or the one taken instead."""
    if story.ending == Ending.CHOSE_OTHER and story.arrived_role:
        return field_of(story.arrived_role, story.arrived_other)
    return field_of(story.to_role, story.to_other)


def _instead_of(story: Story) -> str:
    """ " instead of MLOps", where another line was taken than was set out for."""
    goal = field_of(story.to_role, story.to_other)
    if story.ending != Ending.CHOSE_OTHER or not story.arrived_role:
        return ""
    return "" if goal.casefold() == _taken(story).casefold() else f" instead of {goal}"


def within(label: str) -> str:
    """A label as it stands within a sentence; what is written in capitals stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def months_of(story: Story) -> str:
    if not story.months:
        return ""
    months = f"{story.months} month{'' if story.months == 1 else 's'}"
    if story.ending == Ending.UNDER_WAY:
        return f"{months} so far"
    if story.ending == Ending.CONSIDERING:
        return f"thinking about it for {months}"
    return months


def pace_of(story: Story) -> str:
    """ "7 months at 7 h a week"."""
    months = months_of(story)
    if not story.hours_per_week:
        return months
    joint = ", " if story.ending == Ending.UNDER_WAY else " at "
    return f"{months}{joint}{story.hours_per_week} h a week"


def when_of(story: Story) -> str:
    start, end = story.started_on, story.finished_on
    if start and end:
        if start.year == end.year:
            return f"{start:%b} to {end:%b %Y}"
        return f"{start:%b %Y} to {end:%b %Y}"
    if start:
        return f"since {start:%B %Y}"
    return f"until {end:%B %Y}" if end else ""


def pay_of(story: Story) -> tuple[str, str]:
    """What the page says about pay, and how it was told; both empty for nothing."""
    match story.pay_detail:
        case PayDetail.DIRECTION:
            return PayDirection(story.pay_direction).label, "told as a direction"
        case PayDetail.BAND:
            return story.get_pay_band_display(), "told as a band"
        case PayDetail.PERCENT:
            percent = story.pay_percent or 0
            if percent == 0:
                return "the same", "told as a percentage"
            way = "up" if percent > 0 else "down"
            return f"{way} {abs(percent)} %", "told as a percentage"
    return "", ""


def interest_of(story: Story) -> str:
    return "" if story.interest == Interest.NONE else story.get_interest_display()


def hardest_of(story: Story) -> str:
    """The hardest part as it stands within a sentence; a GPU stays a GPU."""
    return within(story.get_hardest_display())


def again_of(story: Story) -> str:
    return story.get_again_display() if story.again else ""


def derived_months(started_on: date | None, finished_on: date | None) -> int | None:
    """The months that two dates make; none when one is missing or they disagree."""
    if not started_on or not finished_on or finished_on < started_on:
        return None
    return min(months_between(started_on, finished_on), MONTHS_MAX)


def oddities(story: Story) -> list[str]:
    """Questions that a story raises. None of them keeps it from going out."""
    asked = []
    if story.started_on and story.finished_on and story.finished_on < story.started_on:
        asked.append(
            f"You wrote that it ended in {story.finished_on:%B %Y}, before it began "
            f"in {story.started_on:%B %Y}. Is one of them a slip?"
        )
    if story.months and story.months > ODD_MONTHS:
        asked.append(f"You wrote {story.months} months. Is that right?")
    same = story.from_role and story.from_role == story.to_role
    if same and story.from_other.casefold() == story.to_other.casefold():
        asked.append(
            f"You started as {start_of(story)} and set out for the same. Is that right?"
        )
    if story.ending == Ending.CHOSE_OTHER and story.arrived_role:
        arrived = (story.arrived_role, story.arrived_other.casefold())
        if arrived == (story.to_role, story.to_other.casefold()):
            asked.append("The line you took instead is the one you set out for.")
    if story.hours_per_week and story.hours_per_week > ODD_HOURS:
        asked.append(f"You wrote {story.hours_per_week} hours a week. Is that right?")
    if abs(story.pay_percent or 0) > ODD_PERCENT:
        asked.append(f"You wrote {story.pay_percent} % for pay. Is that right?")
    return asked


def line_data(story: Story, skills: Iterable[StorySkill] = ()) -> LineData:
    """What the line of this story needs; a draft may still lack some of it."""
    carried = [s.short for s in skills if s.part == Part.CARRIED]
    added = [s.short for s in skills if s.part == Part.ADDED]
    return LineData(
        start=Role(story.from_role or Role.OTHER).key,
        end=lane_of(story).key,
        ending=story.ending or Ending.UNDER_WAY,
        months=story.months or 6,
        kept_job=story.kept_job,
        carried=carried,
        added=added,
        start_label=start_of(story),
        start_notes=[_experience(story)] if story.experience else [],
        end_label=_end_label(story),
        end_note=_end_note(story),
        end_since=_end_since(story),
        span_label=_capital(pace_of(story)),
        span_note=when_of(story),
    )


def brief_line_data(story: Story, added_count: int) -> LineData:
    """As `told`, for lists: the number of skills added is all that they draw."""
    return LineData(
        start=Role(story.from_role or Role.OTHER).key,
        end=lane_of(story).key,
        ending=story.ending or Ending.UNDER_WAY,
        months=story.months or 6,
        kept_job=story.kept_job,
        added=[""] * added_count,
    )


def _end_label(story: Story) -> str:
    if story.ending == Ending.WENT_BACK:
        return f"Back: {start_of(story)}"
    if story.ending == Ending.CHOSE_OTHER and not story.arrived_role:
        return "Another line"
    return arrival_of(story)


def _end_note(story: Story) -> str:
    match story.ending:
        case Ending.DONE if story.finished_on:
            return f"since {story.finished_on:%B %Y}"
        case Ending.CHOSE_OTHER if not story.arrived_role:
            return f"instead of {field_of(story.to_role, story.to_other)}"
        case Ending.CHOSE_OTHER:
            return _instead_of(story).strip()
        case Ending.UNDER_WAY:
            return "still moving"
        case Ending.STOPPED:
            return f"stopped in month {story.months}" if story.months else "stopped"
        case Ending.CONSIDERING:
            return "not set out yet"
    return ""


def _end_since(story: Story) -> str:
    """Since when, below a note that says what the line was taken instead of."""
    if story.ending != Ending.CHOSE_OTHER or not story.finished_on:
        return ""
    return f"since {story.finished_on:%B %Y}"


def _experience(story: Story) -> str:
    return story.get_experience_display()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
