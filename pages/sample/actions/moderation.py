"""What the moderators find in their queue, and what they did with it."""

from datetime import datetime
from typing import Any

from forum.services.posts import delete_post, reply_to_thread
from forum.services.threads import start_thread
from moderation.models import Case, Rule
from moderation.services.decisions import Decision
from moderation.services.decisions import hide as hide_thing
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


def say(world: World, *, remark: dict[str, Any]) -> None:
    world.remark[remark["body"]] = reply_to_thread(
        author=world.people[remark["author"]],
        thread=world.threads[remark["thread"]],
        body=remark["body"],
    )


def flag(world: World, *, remark: dict[str, Any], by: str) -> None:
    flag_thing(
        reporter=world.people[by],
        kind="post",
        pk=world.remark[remark["body"]].pk,
        reason=remark["flag_reason"],
        note=remark["flag_note"],
    )


def hide(
    world: World, *, remark: dict[str, Any], moderator: str, until: datetime
) -> None:
    case = Case.objects.get(target_id=world.remark[remark["body"]].pk, closed_at=None)
    decision = Decision(
        version=case.version,
        rule=Rule.objects.in_force().get(number=remark["rule"]),
        words=remark["letter"],
        suspend_until=until,
    )
    hide_thing(moderator=world.people[moderator], case=case, decision=decision)


def take_back(world: World, *, remark: dict[str, Any]) -> None:
    delete_post(
        author=world.people[remark["author"]], post=world.remark[remark["body"]]
    )
