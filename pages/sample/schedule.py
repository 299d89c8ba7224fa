"""The past of the sample community as a list of events, in the order of time.

Pure: the same seed and the same day give the same list. Nothing is written here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pages.sample import loading, long_thread, short_stories
from pages.sample.loading import Conversation, Person, SampleStory

# Who was there before all others, and opens the doors.
FOUNDED = 365
GRADUATED_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Event:
    """One thing that happens: `kind` names a function of pages.sample.actions."""

    at: datetime
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)


def plan(*, seed: int, moment: datetime) -> list[Event]:
    today = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    tellers = short_stories.tellers(seed)
    people = [*loading.people(), *(teller.person for teller in tellers)]
    stories = [*loading.stories(), *(teller.story for teller in tellers)]
    talks = [*loading.conversations(), long_thread.conversation(seed, loading.people())]
    moderator = _first(people, "moderator")

    events = [
        *_founding(today, people),
        *_programme(today, people),
        *(event for person in people for event in _life(today, person)),
        *(event for talk in talks for event in _talk(today, talk, moderator)),
        *(event for story in stories for event in _story(today, story)),
        *_scene(moment, loading.scene(), people, moderator),
    ]
    events.sort(key=lambda event: event.at)
    if events[-1].at > moment:
        raise ValueError(f"{events[-1].kind} would happen in the future.")
    return events


def _first(people: Iterable[Person], role: str) -> str:
    return next(person.handle for person in people if person.role == role)


def _founding(today: datetime, people: list[Person]) -> Iterator[Event]:
    start = today - timedelta(days=FOUNDED)
    organiser = next(person for person in people if person.role == "organiser")
    yield Event(start, "found", {"person": organiser})
    for position, room in enumerate(loading.rooms()):
        at = start + timedelta(minutes=position + 1)
        yield Event(at, "furnish", {"room": room, "position": position})


def _programme(today: datetime, people: list[Person]) -> Iterator[Event]:
    """Cohorts with their films; a graduate keeps them from the first window on."""
    for run in loading.runs():
        ended = today - timedelta(days=min(run.ends, FOUNDED), hours=-1)
        about = {"run": run, "today": today.date()}
        yield Event(ended, "run_cohort", about)
        for number, film in enumerate(run.recordings, 1):
            at = today - timedelta(days=run.shown, minutes=-number)
            yield Event(at, "show", about | {"shown": film})
        for person in people:
            if person.source.startswith(f"{run.name},"):
                joined = today - timedelta(days=person.joined, hours=-2)
                facts = {"person": person, "run": run}
                yield Event(max(joined, ended + GRADUATED_AFTER), "graduate", facts)


def _life(today: datetime, person: Person) -> Iterator[Event]:
    if person.role == "organiser":
        return
    joined = today - timedelta(days=person.joined)
    yield Event(joined, "join", {"person": person})
    if person.role:
        yield Event(joined, "appoint", {"person": person})
    if person.window_from is not None or person.window_last is not None:
        since = person.joined if person.window_from is None else person.window_from
        at = today - timedelta(days=since)
        yield Event(at, "open_window", {"person": person, "today": today.date()})
    if person.left is not None:
        yield Event(today - timedelta(days=person.left), "leave", {"person": person})


def _talk(today: datetime, talk: Conversation, moderator: str) -> Iterator[Event]:
    at = today - talk.before
    yield Event(at, "start", {"talk": talk})
    if talk.pinned_days:
        facts = {"title": talk.title, "moderator": moderator, "days": talk.pinned_days}
        yield Event(at + timedelta(minutes=1), "pin", facts)
    for reply in talk.replies:
        at += reply.after
        yield Event(at, "reply", {"title": talk.title, "reply": reply})
    if talk.locked:
        facts = {"title": talk.title, "moderator": moderator}
        yield Event(at + timedelta(days=1), "lock", facts)


def _story(today: datetime, story: SampleStory) -> Iterator[Event]:
    at = today - story.before
    yield Event(at, "write_story", {"story": story})
    at += timedelta(minutes=5)
    for reply in story.replies:
        at += reply.after
        facts = {"sentence": story.facts["sentence"], "reply": reply}
        yield Event(at, "ask", facts)


def _scene(
    moment: datetime, scene: dict[str, Any], people: list[Person], moderator: str
) -> Iterator[Event]:
    held, hidden = scene["held"], scene["hidden"]
    yield Event(moment - timedelta(hours=held["hours"]), "hold", {"held": held})
    waiting = scene["waiting_story"]
    yield Event(
        moment - timedelta(hours=waiting["hours"]), "submit", {"waiting": waiting}
    )
    at = moment - timedelta(days=hidden["days"])
    yield from _flagged(at, hidden)
    author = next(person for person in people if person.handle == hidden["author"])
    facts = {
        "remark": hidden,
        "moderator": moderator,
        "until": at + timedelta(days=author.suspended_for),
    }
    yield Event(at + timedelta(hours=7), "hide", facts)
    advert = scene["advert"]
    yield from _flagged(moment - timedelta(hours=advert["hours"]), advert)
    deleted = scene["deleted"]
    at = moment - timedelta(hours=deleted["hours"])
    yield Event(at, "say", {"remark": deleted})
    yield Event(at + timedelta(minutes=20), "take_back", {"remark": deleted})


def _flagged(at: datetime, remark: dict[str, Any]) -> Iterator[Event]:
    yield Event(at, "say", {"remark": remark})
    for number, handle in enumerate(remark["flagged_by"], 1):
        facts = {"remark": remark, "by": handle}
        yield Event(at + timedelta(hours=number), "flag", facts)
