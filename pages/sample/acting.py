"""What each kind of event does: it calls the service that a person would call.

Only three things have no service, since nobody does them by hand: making an
account without a form, a second factor without a telephone, and leaving.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from dateutil.relativedelta import relativedelta

from accounts import registry
from accounts.enums import GrantSource, RoleKind
from accounts.models import Circle, Document, User
from accounts.services.grants import grant_window
from accounts.services.joining import agree
from accounts.services.roles import appoint as appoint_person
from accounts.services.roles import give_role
from core import clock
from core.slugs import slug
from forum.enums import Audience, Right
from forum.models import Category, Post, Thread
from forum.services.categories import (
    Grantee,
    create_category,
    edit_category,
    set_rights,
)
from forum.services.posts import delete_post, reply_to_thread
from forum.services.threads import lock_thread, pin_thread, start_thread
from moderation.models import Case, Rule
from moderation.services.acting import Decision
from moderation.services.acting import hide as hide_thing
from moderation.services.flags import flag_thing
from pages.sample.loading import Conversation, Person, Reply, Room, Told
from pages.sample.schedule import Event
from stories.enums import Part
from stories.models import Skill
from stories.services.stories import approve_story, publish_story, save_draft
from stories.types import SkillTold

Rights = list[tuple[Grantee, Right]]


@dataclass
class World:
    """Who and what is there so far, by the names that the content uses."""

    people: dict[str, User] = field(default_factory=dict)
    personas: dict[str, str] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    story_threads: dict[str, Thread] = field(default_factory=dict)
    said: dict[str, Post] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    skills: dict[str, str] = field(default_factory=dict)
    organiser: str = ""
    moderator: str = ""

    def skill(self, key: str) -> str:
        """The vocabulary's name of a skill that the content calls by its short form."""
        if not self.skills:
            self.skills = {slug(one.short): one.name for one in Skill.objects.all()}
        return self.skills[key]


def perform(world: World, event: Event) -> None:
    """Let one event happen at its own time."""
    with clock.at(event.at):
        ACTS[event.kind](world, **event.facts)


# --- People ---------------------------------------------------------------------


def join(world: World, *, person: Person) -> None:
    user = User.objects.create_user(
        handle=person.handle,
        email=person.email,
        display_name=person.name,
        zone=person.zone,
    )
    EmailAddress.objects.create(
        user=user, email=user.email, primary=True, verified=True
    )
    agree(person=user, documents=Document.objects.all_current())
    world.people[person.handle] = user


def found(world: World, *, person: Person) -> None:
    """The first organiser, appointed as the command line does it."""
    join(world, person=person)
    user = world.people[person.handle]
    give_role(given_by=None, person=user, kind=RoleKind.ORGANISER)
    TOTP.activate(user, generate_totp_secret())
    world.organiser = person.handle


def appoint(world: World, *, person: Person) -> None:
    user = world.people[person.handle]
    appoint_person(
        organiser=world.people[world.organiser], person=user, kind=person.role
    )
    TOTP.activate(user, generate_totp_secret())
    if person.role == RoleKind.MODERATOR:
        world.moderator = person.handle


def open_window(world: World, *, person: Person, today: date) -> None:
    circle = Circle.objects.community()
    anchor = clock.now().astimezone(ZoneInfo(circle.zone)).date()
    if person.window_last is not None:
        last_day = today + timedelta(days=person.window_last)
        anchor = last_day - relativedelta(months=12)
    is_graduate = person.source.startswith("Cohort")
    grant_window(
        organiser=world.people[world.organiser],
        person=world.people[person.handle],
        circle=circle,
        anchor_on=anchor,
        reason=person.source,
        source=GrantSource.COHORT if is_graduate else GrantSource.ORGANISER,
    )


def leave(world: World, *, person: Person) -> None:
    user = world.people[person.handle]
    user.is_active = False
    user.left_at = clock.now()
    user.save(update_fields=["is_active", "left_at"])
    registry.byline_changed(user.pk)


# --- The forum ------------------------------------------------------------------


def furnish(world: World, *, room: Room, position: int) -> None:
    organiser = world.people[world.organiser]
    fields: dict[str, Any] = {
        "name": room.name,
        "description": room.description,
        "position": position,
        "path": room.path,
        "teaser_style": room.teaser,
    }
    # The stories' own category may stand already: it is furnished, not made.
    category = Category.objects.filter(slug=room.slug).first()
    if category is None:
        category = create_category(organiser=organiser, slug=room.slug, **fields)
    else:
        category = edit_category(
            organiser=organiser, category=category, version=category.version, **fields
        )
    set_rights(organiser=organiser, category=category, rights=_rights(room))
    world.categories[room.slug] = category


def _rights(room: Room) -> Rights:
    community = Circle.objects.community()
    rows: Rights = []
    for audience, rights in room.rights.items():
        if audience == community.slug:
            grantee: Grantee = (Audience.CIRCLE, community)
        elif audience == Audience.ONCE:
            grantee = (Audience.ONCE, community)
        else:
            grantee = (Audience(audience), None)
        rows += [(grantee, Right(right)) for right in rights]
    return rows


def start(world: World, *, talk: Conversation) -> None:
    world.threads[talk.title] = start_thread(
        author=world.people[talk.author],
        category=world.categories[talk.category],
        title=talk.title,
        body=talk.body,
    )


def reply(world: World, *, title: str, reply: Reply) -> None:
    reply_to_thread(
        author=world.people[reply.author], thread=world.threads[title], body=reply.body
    )


def pin(world: World, *, title: str, moderator: str, days: int) -> None:
    pin_thread(
        moderator=world.people[moderator],
        thread=world.threads[title],
        until=clock.now() + timedelta(days=days),
    )


def lock(world: World, *, title: str, moderator: str) -> None:
    lock_thread(
        moderator=world.people[moderator],
        thread=world.threads[title],
        reason="It is a page to be read; what you would change goes into a new thread.",
    )


# --- Stories --------------------------------------------------------------------


def tell(world: World, *, story: Told) -> None:
    author = world.people[story.author]
    answers = {
        **story.facts,
        **_dates(story, clock.now().date()),
        **{_field(name): text for name, text in story.words.items()},
        "skills": [
            *(SkillTold(world.skill(key), Part.CARRIED) for key in story.carried),
            *(
                SkillTold(world.skill(key), Part.ADDED, weeks, difficulty)
                for key, weeks, difficulty in story.added
            ),
        ],
    }
    told = publish_story(
        author=author, story=save_draft(author=author, answers=answers)
    )
    if not told.is_published:
        told = approve_story(moderator=world.people[world.moderator], story=told)
    assert told.thread is not None
    world.story_threads[told.sentence] = told.thread


def _field(name: str) -> str:
    return "hardest_words" if name == "hardest" else name


def _dates(story: Told, told_on: date) -> dict[str, date]:
    """The months of a story as the first days of its first and last month."""
    if story.months_since is None or story.facts["ending"] == "considering":
        return {}
    end = told_on.replace(day=1) - relativedelta(months=story.months_since)
    start = end - relativedelta(months=story.facts["months"])
    if story.facts["ending"] == "under_way":
        return {"started_on": start}
    return {"started_on": start, "finished_on": end}


def ask(world: World, *, sentence: str, reply: Reply) -> None:
    reply_to_thread(
        author=world.people[reply.author],
        thread=world.story_threads[sentence],
        body=reply.body,
    )


# --- The desk of the moderators ---------------------------------------------------


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


ACTS: dict[str, Callable[..., None]] = {
    act.__name__: act
    for act in (
        found,
        furnish,
        join,
        appoint,
        open_window,
        leave,
        start,
        reply,
        pin,
        lock,
        tell,
        ask,
        hold,
        submit,
        say,
        flag,
        hide,
        take_back,
    )
}
