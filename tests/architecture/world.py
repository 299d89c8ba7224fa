"""A small place with one of everything, and everyone who may ask for it.

Texts that not everybody may read carry a marker, so that a leak can be found in any
answer by looking for it.
"""

from datetime import timedelta

from django.core.files.base import ContentFile

from accounts.enums import GrantSource
from accounts.models import Circle, Role
from accounts.services import asking, claims, grants, invitations
from accounts.services.export import ask_for_export
from cohorts.services.cohorts import create_cohort
from cohorts.services.recordings import add_recording, publish_recording
from core import clock
from forum.enums import Audience, Right, TeaserStyle
from forum.models import Post
from forum.services import categories, posts, threads
from moderation.models import Case, Flag, Letter
from moderation.services.flags import flag_thing
from notifications.models import Notice
from outbox.models import Mail
from stories.models import Story
from stories.services import publishing, telling
from tests.factories import accounts as people
from tests.factories.films import webm

VISITOR = "visitor"
PERSONAS = (
    *(VISITOR, "new", "member", "graduate", "expired", "suspended"),
    *("moderator", "organiser", "mentor", "former"),
)
# Each marker stands in texts that only these may read, besides their author.
KEEPERS = {"graduate", "expired", "suspended"}
INSIDE = {"member", "graduate", "suspended", "moderator", "organiser"}
MAY_READ = {
    "marker-gated-title": INSIDE,
    "marker-gated-body": INSIDE,
    "marker-teased-body": INSIDE,
    "marker-hidden-post": {"moderator"},
    "marker-hidden-thread": {"moderator"},
    "marker-held-post": {"moderator"},
    "marker-story-draft": set(),
    "marker-story-waiting": {"moderator"},
    "marker-flag-note": {"moderator"},
    "marker-grant-reason": {"organiser"},
    "marker-question": {"organiser"},
    "marker-claim": {"organiser"},
    "marker-recording": KEEPERS | {"organiser"},
    "marker-unpublished-film": {"organiser"},
}
ANSWERS = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 5,
    "sentence": "A plain sentence on a plain move.",
}
LATER = 60  # seconds between two acts of the world


class World:
    """Who and what is there. Attributes are people and things by their names."""

    def __init__(self):
        self.graduate = people.UserFactory(handle="graduate")
        people.GrantFactory(person=self.graduate, source=GrantSource.COHORT)
        self.member = people.member(handle="member")
        self.new = people.new_person(handle="new")
        self.expired = people.expired(handle="expired")
        self.suspended = people.suspended(handle="suspended")
        self.moderator = people.moderator(handle="moderator")
        self.organiser = people.organiser(handle="organiser")
        self.mentor = people.mentor(handle="mentor")
        self.former = people.former(handle="former")
        # Not a persona: whose things everyone else asks for.
        self.author = people.member(handle="author")
        self.newcomer = people.new_person(handle="newcomer")
        self.furnish_forum()
        self.tell_stories()
        self.call_moderators()
        self.arrange_access()
        self.show_recordings()
        self.export = ask_for_export(person=self.author)

    def person(self, persona):
        return None if persona == VISITOR else getattr(self, persona)

    def owner(self, persona):
        """Whose own things a persona asks for: a visitor has none, so another's."""
        return self.author if persona in {VISITOR, "former"} else self.person(persona)

    def furnish_forum(self):
        community = (Audience.CIRCLE, Circle.objects.community())
        everyone, signed_in = (Audience.EVERYONE, None), (Audience.SIGNED_IN, None)
        inside = [
            (community, right) for right in (Right.READ, Right.START, Right.REPLY)
        ]
        self.public = self.category("public")
        self.rights(
            self.public,
            *((everyone, Right.READ), (signed_in, Right.START)),
            (signed_in, Right.REPLY),
        )
        self.gated = self.category("gated")
        self.rights(self.gated, *inside)
        self.teased = self.category("teased", teaser_style=TeaserStyle.TITLE)
        self.rights(self.teased, *inside, (everyone, Right.TEASER))

        self.public_thread = self.thread(self.public, "A public thread")
        self.gated_thread = self.thread(
            self.gated, "The marker-gated-title", "The marker-gated-body."
        )
        self.teased_thread = self.thread(
            self.teased, "A teased thread", "The marker-teased-body."
        )
        self.hidden_thread = self.thread(
            self.public, "The marker-hidden-thread", "Hidden."
        )
        self.gated_hidden_thread = self.thread(
            self.gated, "Another marker-gated-title, the marker-hidden-thread"
        )
        self.locked_thread = self.thread(self.public, "A locked thread")
        self.shown_post = self.reply(self.public_thread, "A public reply.")
        self.hidden_post = self.reply(self.public_thread, "The marker-hidden-post.")
        self.deleted_post = self.reply(self.public_thread, "Soon gone.")
        self.gated_post = self.reply(self.gated_thread, "The marker-gated-body again.")
        self.held_post = self.reply(
            self.public_thread, "The marker-held-post.", author=self.newcomer
        )
        moderator, reason = self.moderator, "A plain reason."
        posts.hide_post(moderator=moderator, post=self.hidden_post, reason=reason)
        posts.delete_post(author=self.author, post=self.deleted_post)
        for thread in (self.hidden_thread, self.gated_hidden_thread):
            threads.hide_thread(moderator=moderator, thread=thread, reason=reason)
        threads.lock_thread(
            moderator=moderator, thread=self.locked_thread, reason=reason
        )
        self.own_posts = {
            persona: self.reply(
                self.public_thread,
                f"Mine, says {persona}.",
                author=self.owner(persona),
                by_fiat=True,
            )
            for persona in PERSONAS
        }

    def category(self, slug, **fields):
        name = slug.capitalize()
        return categories.create_category(
            organiser=self.organiser, slug=slug, name=name, **fields
        )

    def rights(self, category, *rights):
        categories.set_rights(
            organiser=self.organiser, category=category, rights=rights
        )

    def thread(self, category, title, body="A first post."):
        return threads.start_thread(
            author=self.author, category=category, title=title, body=body
        )

    def reply(self, thread, body, *, author=None, by_fiat=False):
        """A reply. `by_fiat`: also by people who could not write it themselves."""
        author = author or self.author
        if not by_fiat:
            return posts.reply_to_thread(author=author, thread=thread, body=body)
        post = posts.reply_to_thread(author=self.member, thread=thread, body=body)
        Post.objects.filter(pk=post.pk).update(author=author)
        return post

    def tell_stories(self):
        self.story = self.told(self.author, sentence="A published story, told well.")
        publishing.publish_story(author=self.author, story=self.story)
        self.draft = self.told(self.author, sentence="The marker-story-draft, unsent.")
        self.waiting_story = self.told(
            self.newcomer, sentence="The marker-story-waiting to be read."
        )
        publishing.publish_story(author=self.newcomer, story=self.waiting_story)
        self.own_stories = {}
        for persona in PERSONAS:
            story = self.told(self.author)
            Story.objects.filter(pk=story.pk).update(author=self.owner(persona))
            self.own_stories[persona] = story

    def told(self, author, **answers):
        return telling.save_draft(author=author, answers=ANSWERS | answers)

    def call_moderators(self):
        flag_thing(
            reporter=self.member,
            kind="post",
            pk=self.shown_post.pk,
            reason="unkind",
            note="The marker-flag-note.",
        )
        self.case = Case.objects.get()
        self.flag = Flag.objects.get()
        self.letter = Letter.objects.create(
            case=self.case, recipient=self.author, subject="A letter", body="Why."
        )

    def show_recordings(self):
        self.cohort = create_cohort(
            organiser=self.organiser,
            name="Cohort 2",
            slug="cohort-2",
            zone="UTC",
            starts_on=self.today,
            ends_on=self.today,
        )
        self.recording = self.recorded("A marker-recording of a demo")
        publish_recording(organiser=self.organiser, recording=self.recording)
        self.unpublished = self.recorded("A marker-unpublished-film")
        for keeper in sorted(KEEPERS):
            grants.grant_for_life(
                organiser=self.organiser,
                person=self.person(keeper),
                circle=self.cohort.recordings_circle,
            )

    def recorded(self, title):
        return add_recording(
            organiser=self.organiser,
            cohort=self.cohort,
            title=title,
            kind="demo",
            recorded_on=self.today,
            file=ContentFile(webm(), name="film.webm"),
            transcript=f"{title}, in words.",
            captions=f"WEBVTT\n\n{title}",
        )

    @property
    def today(self):
        return clock.now().date()

    def arrange_access(self):
        today = clock.now().date()
        self.circle = people.CircleFactory(slug="cohort-3", name="Cohort 3")
        self.grant = grants.grant_window(
            organiser=self.organiser,
            person=self.newcomer,
            circle=self.circle,
            anchor_on=today,
            reason="The marker-grant-reason.",
        )
        self.role = Role.objects.get(person=self.mentor)
        self.invitation = invitations.invite(
            organiser=self.organiser,
            email="invited@example.org",
            circle=self.circle,
            anchor_on=today,
            name="Invited",
        )
        self.request = asking.ask(
            person=self.newcomer, kind="window", text="The marker-question."
        )
        self.claim = claims.claim_as_mine(
            person=self.newcomer,
            invitation=self.invitation[0],
            note="The marker-claim.",
        )
        self.notice = Notice.objects.filter(recipient=self.author).first()
        self.mail = Mail.objects.first()
        self.ends_on = today + timedelta(days=30)
