"""What each kind of event does: it calls the service that a person would call."""

from collections.abc import Callable

from core import clock
from pages.sample.acts import cohorts, desk, forum, people, stories
from pages.sample.schedule import Event
from pages.sample.world import World

ACTS: dict[str, Callable[..., None]] = {
    act.__name__: act
    for act in (
        people.found,
        people.join,
        people.appoint,
        people.open_window,
        people.leave,
        cohorts.run_cohort,
        cohorts.show,
        cohorts.graduate,
        forum.furnish,
        forum.start,
        forum.reply,
        forum.pin,
        forum.lock,
        stories.tell,
        stories.ask,
        desk.hold,
        desk.submit,
        desk.say,
        desk.flag,
        desk.hide,
        desk.take_back,
    )
}


def perform(world: World, event: Event) -> None:
    """Let one event happen at its own time."""
    with clock.at(event.at):
        ACTS[event.kind](world, **event.facts)
