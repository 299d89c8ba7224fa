"""What each kind of event does: it calls the service that a person would call."""

from collections.abc import Callable

from core import clock
from pages.sample.actions import cohorts, forum, moderation, people, stories
from pages.sample.schedule import Event
from pages.sample.world import World

ACTIONS: dict[str, Callable[..., None]] = {
    action.__name__: action
    for action in (
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
        stories.write_story,
        stories.ask,
        moderation.hold,
        moderation.submit,
        moderation.say,
        moderation.flag,
        moderation.hide,
        moderation.take_back,
    )
}


def perform(world: World, event: Event) -> None:
    """Let one event happen at its own time."""
    with clock.at(event.at):
        ACTIONS[event.kind](world, **event.facts)
