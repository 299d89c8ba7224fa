"""What the moderators find on their desk, and what they did with it."""

from datetime import datetime
from typing import Any

from forum.services.posts import delete_post, reply_to_thread
from forum.services.threads import start_thread
from moderation.models import Case, Rule
from moderation.services.acting import Decision
from moderation.services.acting import hide as hide_thing
from moderation.services.flags import flag_thing
from pages.sample.world import World
from stories.services.stories import publish_story, save_draft


def hold(world: World, *, held: dict[str, Any]) -> None:
    start_thread(
        author=world.people[held["author"]],
        category=world.categories[held["category"]],
        title=held["title"],
        body=held["body"].strip(),
    )


def submit(world: World, *, waiting: dict[str, Any]) -> None:
    author = world.people[waiting["author"]]
    answers = {
        name: value
        for name, value in waiting.items()
        if name not in {"author", "hours"}
    }
    publish_story(author=author, story=save_draft(author=author, answers=answers))


def say(world: World, *, said: dict[str, Any]) -> None:
    world.said[said["body"]] = reply_to_thread(
        author=world.people[said["author"]],
        thread=world.threads[said["thread"]],
        body=said["body"],
    )


def flag(world: World, *, said: dict[str, Any], by: str) -> None:
    flag_thing(
        reporter=world.people[by],
        kind="post",
        pk=world.said[said["body"]].pk,
        reason=said["flag_reason"],
        note=said["flag_note"],
    )


def hide(
    world: World, *, said: dict[str, Any], moderator: str, until: datetime
) -> None:
    case = Case.objects.get(target_id=world.said[said["body"]].pk, closed_at=None)
    decision = Decision(
        version=case.version,
        rule=Rule.objects.in_force().get(number=said["rule"]),
        words=said["letter"],
        suspend_until=until,
    )
    hide_thing(moderator=world.people[moderator], case=case, decision=decision)


def take_back(world: World, *, said: dict[str, Any]) -> None:
    delete_post(author=world.people[said["author"]], post=world.said[said["body"]])
