"""An export holds all that is a person's own, and nothing of anybody else."""

from datetime import timedelta

import pytest

from access.services.grants import grant_window, revoke_grant
from access.services.restrictions import suspend
from accounts import registry
from accounts.models import User
from core import clock
from core.limits import RESTORE_WINDOW
from forum.models import Post
from forum.services.moderating import hide_post
from forum.services.posts import delete_post, edit_post, reply_to_thread
from forum.services.threads import start_thread
from moderation.models import Case
from notifications.models import MailChoice
from onboarding.services.claims import claim_as_mine, refuse_claim
from onboarding.services.invitations import claim_invitation, invite
from tests.architecture.world import (
    INSIDE,
    KEEPERS,
    MAY_READ,
    PERSONAS,
    VISITOR,
    World,
)
from tests.factories import access as people
from tests.factories.forum import (
    CategoryFactory,
    PostFactory,
    ThreadFactory,
    members_category,
)
from tests.factories.moderation import CaseFactory, FlagFactory, MessageFactory
from tests.factories.notifications import NoticeFactory
from tests.factories.recordings import RecordingFactory, keep
from tests.factories.stories import StoryFactory, StorySkillFactory
from tests.privacy.export.archives import archive_of, data

pytestmark = pytest.mark.django_db


def test_every_room_hands_over_its_part():
    rooms = {"accounts", "access", "onboarding", "notifications", "moderation"}
    rooms |= {"forum", "stories", "recordings"}

    assert rooms <= set(registry._exports)


def test_an_export_of_nothing_is_whole(tmp_path):
    files = archive_of(people.new_person(), tmp_path)

    assert data(files, "forum/posts-001.json") == []
    assert data(files, "recordings/recordings.json") == []
    assert "account/profile.json" in files["index.html"]
    assert "account/profile.json" in files["README.txt"]


def test_account_settings_and_grants_with_their_history(tmp_path):
    person = people.UserFactory(display_name="Mira <b>Valk</b>"[:8], zone="Asia/Tokyo")
    organiser = people.organiser(display_name="Olga Organiser")
    grant = grant_window(
        organiser=organiser,
        person=person,
        circle=people.community(),
        anchor_on=clock.now().date(),
        reason="Graduated.",
    )
    revoke_grant(organiser=organiser, grant=grant, reason="A mistake.")
    suspend(
        moderator=people.moderator(),
        person=person,
        until=clock.now() + timedelta(days=3),
        reason="Rule 4.",
    )
    MailChoice.objects.create(person=person, verb="forum.replied", wants_mail=False)
    NoticeFactory(recipient=person)

    files = archive_of(person, tmp_path)

    profile = data(files, "account/profile.json")
    assert profile["handle"] == person.handle
    assert profile["addresses"] == [
        {"email": person.email, "primary": True, "verified": True}
    ]
    assert profile["settings"]["zone"] == "Asia/Tokyo"
    [exported] = data(files, "account/grants.json")
    assert (exported["reason"], exported["ended_early_because"]) == (
        "Graduated.",
        "A mistake.",
    )
    assert exported["last_day"] == grant.last_day.isoformat()
    [restriction] = data(files, "account/restrictions.json")
    assert restriction["reason"] == "Rule 4."
    [choice] = data(files, "notices/mail.json")
    assert choice["wants_mail"] is False
    [notice] = data(files, "notices/notices-001.json")
    assert notice["verb"] == "test.told"
    assert "Olga Organiser" not in "".join(files.values())


def test_invitations_taken_and_claimed_without_the_address_invited(tmp_path):
    boss, person = people.organiser(), people.UserFactory()
    day = clock.now().date()
    offer = {"organiser": boss, "circle": people.community(), "anchor_on": day}
    invitation, _token = invite(email=person.email, reason="Cohort 3.", **offer)
    claim_invitation(person=person, invitation=invitation)
    foreign, _token = invite(email="old-office@example.net", **offer)
    claim = claim_as_mine(person=person, invitation=foreign, note="My old office.")
    refuse_claim(organiser=boss, claim=claim, answer="It is someone else’s.")

    files = archive_of(person, tmp_path)

    exported = data(files, "account/invitations.json")
    [taken], [claimed] = exported["taken"], exported["claimed"]
    assert (taken["reason"], taken["counted_from"]) == ("Cohort 3.", day.isoformat())
    assert (claimed["text"], claimed["accepted"], claimed["answer"]) == (
        "My old office.",
        False,
        "It is someone else’s.",
    )
    assert "old-office@example.net" not in "".join(files.values())


def test_posts_in_every_state_with_their_earlier_texts(tmp_path):
    author = people.member()
    thread = ThreadFactory(category=CategoryFactory(), author=author, title="My thread")
    states = {
        "plain": PostFactory(thread=thread, author=author, body="Plain words @mira."),
        "held": PostFactory(
            thread=thread,
            author=author,
            body="Held words.",
            position=None,
            held_at=clock.now(),
        ),
        "hidden": PostFactory(
            thread=thread,
            author=author,
            body="Hidden words.",
            hidden_at=clock.now(),
            hidden_by=people.moderator(),
            hidden_reason="Rule 2.",
        ),
        "deleted": PostFactory(
            thread=thread,
            author=author,
            body="Deleted words.",
            deleted_at=clock.now() - timedelta(days=1),
        ),
        "gone": PostFactory(
            thread=thread,
            author=author,
            body="Long gone words.",
            deleted_at=clock.now() - RESTORE_WINDOW,
        ),
    }
    PostFactory(thread=thread, body="Another's words.")
    states["plain"].revisions.create(number=1, body="Older words.")

    files = archive_of(author, tmp_path)

    rows = {row["id"]: row for row in data(files, "forum/posts-001.json")}
    exported = {name: rows[post.pk] for name, post in states.items()}
    assert len(rows) == 5
    assert {name: row["state"] for name, row in exported.items()} == {
        "plain": "shown",
        "held": "waiting to be read",
        "hidden": "hidden by a moderator",
        "deleted": "deleted by you",
        "gone": "deleted by you",
    }
    assert exported["plain"]["body"] == "Plain words @mira."
    assert exported["plain"]["earlier_texts"][0]["body"] == "Older words."
    assert exported["hidden"]["hidden_because"] == "Rule 2."
    assert exported["deleted"]["body"] == "Deleted words."
    assert exported["gone"]["body"] is None
    written = files[f"forum/posts/{states['plain'].pk:08}.md"]
    assert "Plain words @mira." in written
    assert "Older words." in written
    whole = "".join(files.values())
    assert "Long gone words." not in whole
    assert "Another's words." not in whole


def test_the_title_of_a_thread_that_closed_is_not_told(tmp_path):
    author = people.expired()
    closed = ThreadFactory(category=members_category(), title="A closed title")
    PostFactory(thread=closed, author=author, body="My words in there.")

    files = archive_of(author, tmp_path)

    assert data(files, "forum/posts-001.json")[0]["thread_title"] is None
    whole = "".join(files.values())
    assert "My words in there." in whole
    assert "A closed title" not in whole


def test_posts_come_in_files_of_200(tmp_path):
    author = people.member()
    thread = ThreadFactory(author=author)
    for _ in range(201):
        PostFactory(thread=thread, author=author)

    files = archive_of(author, tmp_path)

    parts = [len(data(files, f"forum/posts-00{n}.json")) for n in (1, 2)]
    assert parts == [200, 1]
    assert sum(name.startswith("forum/posts/") for name in files) == 201


def test_stories_with_versions_and_pay_as_told(tmp_path):
    author = people.member()
    story = StoryFactory(
        author=author,
        sentence="My own move.",
        narrative="How it went.",
        pay_detail="direction",
        pay_direction="up",
    )
    StorySkillFactory(story=story)
    story.revisions.create(number=1, editor=author, content={"sentence": "Before."})
    draft = StoryFactory(author=author, draft=True, sentence="A draft of mine.")
    StoryFactory(sentence="Another's move.")

    files = archive_of(author, tmp_path)

    exported = data(files, f"stories/{story.pk:06}.json")
    assert (exported["sentence"], exported["narrative"]) == (
        "My own move.",
        "How it went.",
    )
    assert (exported["pay_detail"], exported["pay_direction"]) == ("direction", "up")
    assert (exported["pay_band"], exported["pay_percent"]) == ("", None)
    assert exported["earlier_versions"][0]["content"] == {"sentence": "Before."}
    assert len(exported["skills"]) == 1
    assert data(files, f"stories/{draft.pk:06}.json")["state"] == "Draft"
    assert "# How it went" in files[f"stories/{story.pk:06}.md"]
    assert "Another's move." not in "".join(files.values())


def test_cases_about_me_say_nothing_of_who_flagged(tmp_path):
    author, reporter = people.member(), people.member(display_name="Rita Reporter")
    decided = CaseFactory(
        author=author,
        evidence="My flagged words.",
        closed_at=clock.now(),
        closed_by=people.moderator(display_name="Max Moderator"),
        outcome="kept",
    )
    FlagFactory(case=decided, reporter=reporter, note="They were unkind to me.")
    undecided = CaseFactory(author=author, evidence="Words under a look.")
    FlagFactory(case=undecided, reporter=author, note="My own note.")
    MessageFactory(recipient=author, body="Hello,\n\nwe kept it.")
    MessageFactory(body="To somebody else.")

    files = archive_of(author, tmp_path)

    [case] = data(files, "moderation/cases.json")
    assert (case["your_words"], case["outcome"]) == ("My flagged words.", "It stays")
    [flag] = data(files, "moderation/flags.json")
    assert flag["note"] == "My own note."
    whole = "".join(files.values())
    assert "we kept it." in whole
    for other in (
        "Rita Reporter",
        "Max Moderator",
        "unkind",
        "somebody else",
        "under a look",
    ):
        assert other not in whole
    assert Case.objects.count() == 2


def test_recordings_are_listed_with_their_addresses(tmp_path):
    person = people.expired()
    recording = RecordingFactory(title="My demo")
    keep(person, recording.collection)
    RecordingFactory(title="Another's demo")

    [row] = data(archive_of(person, tmp_path), "recordings/recordings.json")

    assert row["title"] == "My demo"
    assert row["download"].endswith(f"/recordings/{recording.pk}/file/?download=1")


def test_no_export_holds_what_its_person_may_not_read(tmp_path):
    world = World()
    whole = {
        persona: "".join(archive_of(world.person(persona), tmp_path).values())
        for persona in PERSONAS
        if persona != VISITOR
    }
    own = {keeper: {"marker-recording"} for keeper in KEEPERS}
    for insider in INSIDE:
        own[insider] = own.get(insider, set()) | {"marker-talked-title"}
    own["moderator"] |= {
        *("marker-hidden-thread", "marker-gated-title", "marker-story-hidden"),
    }

    leaks = [
        (persona, marker)
        for persona, text in whole.items()
        for marker in MAY_READ
        if marker in text and marker not in own.get(persona, set())
    ]
    addresses = [
        (persona, other.handle)
        for persona, text in whole.items()
        for other in User.objects.exclude(pk=world.person(persona).pk)
        if other.email in text or f'"{other.display_name}"' in text
    ]

    assert leaks == []
    assert addresses == []


def test_the_author_of_it_all_finds_it_in_the_export(tmp_path):
    world = World()

    text = "".join(archive_of(world.author, tmp_path).values())

    own = {marker for marker in MAY_READ if marker in text}
    assert {
        *("marker-gated-title", "marker-gated-body", "marker-teased-body"),
        *("marker-hidden-post", "marker-hidden-thread", "marker-story-draft"),
    } <= own
    assert {
        "marker-held-post",
        "marker-flag-note",
        "marker-grant-reason",
        "marker-story-waiting",
    }.isdisjoint(own)


def test_the_services_keep_the_texts_that_the_export_tells(tmp_path):
    author, moderator = people.member(), people.moderator()
    world = World()
    thread = start_thread(
        author=author, category=world.public, title="Words of mine", body="Opening."
    )
    reply = reply_to_thread(author=author, thread=thread, body="As it was.")
    edit_post(author=author, post=reply, body="As it is.", revision=1)
    other = reply_to_thread(author=author, thread=thread, body="Soon hidden.")
    hide_post(moderator=moderator, post=other, reason="Rule 1.")
    last = reply_to_thread(author=author, thread=thread, body="Soon deleted.")
    delete_post(author=author, post=last)

    text = "".join(archive_of(author, tmp_path).values())

    assert Post.objects.own(author).count() == 4
    for words in (
        "Opening.",
        "As it was.",
        "As it is.",
        "Soon hidden.",
        "Soon deleted.",
    ):
        assert words in text
