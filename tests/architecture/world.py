"""A small place with one of everything, and everyone who may ask for it.

Texts that not everybody may read carry a marker, so that a leak can be found in any
answer by looking for it.
"""

from datetime import timedelta

from django.core.files.base import ContentFile

from access.enums import GrantSource
from access.models import Circle, Role
from access.services import grants
from cohorts.services.cohorts import create_cohort
from core import clock
from forum.enums import Audience, Right, TeaserStyle
from forum.notices import announce_mentions
from forum.services import categories, moderating, posts, threads
from forum.services.counting import recount_thread
from moderation.models import Case, Flag, Message
from moderation.services.flags import flag_thing
from notifications.models import Notice
from notifications.services.events import tell_due
from onboarding.services import access_requests, claims, invitations
from outbox.models import Mail
from privacy.models import Export
from privacy.services.export import build_export
from recordings.services.recordings import add_recording, publish_recording
from stories.models import Story
from stories.services import editing, publishing, visibility
from tests.factories import access as people
from tests.factories.films import webm
from tests.factories.forum import PostFactory
from tests.factories.tags import TagFactory

VISITOR = "visitor"
PERSONAS = (
    *(VISITOR, "new", "member", "graduate", "expired", "suspended"),
    *("moderator", "organiser", "mentor", "former"),
)
# Each marker stands in texts that only these may read, besides their author.
KEEPERS = {"graduate", "expired", "suspended"}
INSIDE = {"member", "graduate", "suspended", "moderator", "organiser"}
ONCE_INSIDE = {"expired"}
MAY_READ = {
    "marker-gated-room": INSIDE | ONCE_INSIDE,
    "marker-gated-title": INSIDE,
    "marker-talked-title": INSIDE | ONCE_INSIDE,
    "marker-gated-body": INSIDE,
    "marker-teased-body": INSIDE,
    "marker-hidden-post": {"moderator"},
    "marker-hidden-thread": {"moderator"},
    "marker-held-post": {"moderator"},
    "marker-deleted-post": set(),
    "marker-earlier-text": {"moderator"},
    "marker-hidden-because": {"moderator"},
    "marker-letter": {"moderator"},
    "marker-story-draft": set(),
    "marker-story-waiting": {"moderator"},
    "marker-story-withdrawn": set(),
    "marker-story-hidden": {"moderator"},
    "marker-flag-note": {"moderator"},
    "marker-waiting-tag": {"moderator"},
    "marker-grant-reason": {"organiser"},
    "marker-question": {"organiser"},
    "marker-claim": {"organiser"},
    "marker-recording": KEEPERS | {"organiser"},
    "marker-unpublished-film": {"organiser"},
    "author@example.org": {"organiser"},
    "newcomer@example.org": {"organiser"},
    "invited@example.org": {"organiser"},
}
# Everyone who may be told of something.
NOTIFIED = [who for who in PERSONAS if who not in {VISITOR, "former"}]
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
        # Not personas: whose things everyone else asks for.
        self.author = people.member(handle="author")
        self.witness = people.member(handle="witness")
        self.newcomer = people.new_person(handle="newcomer")
        self.furnish_forum()
        self.tell_stories()
        self.call_moderators()
        self.arrange_access()
        self.show_recordings()
        self.export = self.exported(self.author)

    def person(self, persona):
        return None if persona == VISITOR else getattr(self, persona)

    def owner(self, persona):
        """Whose own things a persona asks for: a visitor has none, so another's."""
        return self.author if persona in {VISITOR, "former"} else self.person(persona)

    def exported(self, person):
        """A copy of what is theirs, put together at this moment."""
        export = Export.objects.create(person=person)
        build_export(export.pk)
        export.refresh_from_db()
        return export

    def notice_of(self, post, persona):
        """What a persona was told of a post; the author's own where nobody was."""
        told = Notice.objects.filter(
            recipient=self.owner(persona), target_kind="forum.post", target_id=post.pk
        )
        return told.first() or self.notice

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
        # Open to everyone who is signed in while things are said and told there, and
        # closed before anybody asks.
        self.gated = self.category("gated", name="The marker-gated-room")
        self.rights(self.gated, *inside, *((signed_in, right) for _, right in inside))
        self.teased = self.category("teased", teaser_style=TeaserStyle.TITLE)
        self.rights(self.teased, *inside, (everyone, Right.TEASER))

        self.public_thread = self.thread(self.public, "A public thread")
        self.gated_thread = self.thread(
            self.gated, "The marker-gated-title", "The marker-gated-body."
        )
        # Every persona has written in this one.
        self.talked_thread = self.thread(
            self.gated, "The marker-talked-title", "The marker-gated-body, once more."
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
        self.hidden_post = self.said(self.public_thread, "The marker-hidden-post.")
        self.deleted_post = self.said(self.locked_thread, "The marker-deleted-post.")
        self.edited_post = self.reply(self.public_thread, "The marker-earlier-text.")
        self.gated_post = self.said(self.gated_thread, "The marker-gated-body again.")
        self.post_in_hidden = self.said(self.hidden_thread, "Said before it went.")
        self.held_post = self.reply(
            self.public_thread, "The marker-held-post.", author=self.newcomer
        )
        self.reply(self.public_thread, "A question.", author=self.member)
        self.own_posts = self.replied(self.public_thread)
        self.own_gated_posts = self.replied(self.talked_thread)
        self.own_hidden_posts = self.replied(self.hidden_thread)
        self.replied(self.gated_hidden_thread)
        self.rights(self.gated, *inside)
        moderator, reason = self.moderator, "A plain marker-hidden-because."
        moderating.hide_post(moderator=moderator, post=self.hidden_post, reason=reason)
        posts.delete_post(author=self.author, post=self.deleted_post)
        posts.edit_post(
            author=self.author, post=self.edited_post, body="Mended.", revision=1
        )
        for thread in (self.hidden_thread, self.gated_hidden_thread):
            moderating.hide_thread(moderator=moderator, thread=thread, reason=reason)
        moderating.lock_thread(
            moderator=moderator, thread=self.locked_thread, reason="A plain reason."
        )

    def category(self, slug, **fields):
        fields = {"name": slug.capitalize()} | fields
        return categories.create_category(organiser=self.organiser, slug=slug, **fields)

    def rights(self, category, *rights):
        categories.set_rights(
            organiser=self.organiser, category=category, rights=rights
        )

    def thread(self, category, title, body="A first post."):
        return threads.start_thread(
            author=self.author, category=category, title=title, body=body
        )

    def reply(self, thread, body, *, author=None):
        author = author or self.author
        return posts.reply_to_thread(author=author, thread=thread, body=body)

    def said(self, thread, body):
        """A reply of which everyone is told, as if it named them."""
        post = self.reply(thread, body)
        announce_mentions(post, named=[self.person(who) for who in NOTIFIED])
        return post

    def replied(self, thread):
        """A post of each persona there, also of those who could not write it."""
        own = {
            persona: PostFactory(
                thread=thread, author=self.owner(persona), body=f"Mine, says {persona}."
            )
            for persona in PERSONAS
        }
        recount_thread(thread=thread)
        return own

    def tell_stories(self):
        self.story = self.publish_story(
            self.author, sentence="A published story, told well."
        )
        publishing.publish_story(author=self.author, story=self.story)
        self.draft = self.publish_story(
            self.author, sentence="The marker-story-draft, unsent."
        )
        self.waiting_story = self.publish_story(
            self.newcomer, sentence="The marker-story-waiting to be read."
        )
        publishing.publish_story(author=self.newcomer, story=self.waiting_story)
        self.withdrawn_story, self.own_withdrawn_posts = self.discussed(
            "The marker-story-withdrawn, taken back."
        )
        visibility.withdraw_story(author=self.author, story=self.withdrawn_story)
        self.hidden_story, self.own_story_hidden_posts = self.discussed(
            "The marker-story-hidden, by a moderator."
        )
        visibility.hide_story(
            moderator=self.moderator,
            story=self.hidden_story,
            reason="The marker-hidden-because of it.",
        )
        self.own_stories = {}
        for persona in PERSONAS:
            story = self.publish_story(self.author)
            Story.objects.filter(pk=story.pk).update(author=self.owner(persona))
            self.own_stories[persona] = story

    def discussed(self, sentence):
        """A published story in whose thread everyone was named and has asked."""
        story = self.publish_story(self.author, sentence=sentence)
        publishing.publish_story(author=self.author, story=story)
        story.refresh_from_db()
        self.said(story.thread, "What would you like to know?")
        return story, self.replied(story.thread)

    def publish_story(self, author, **answers):
        return editing.save_draft(author=author, answers=ANSWERS | answers)

    def call_moderators(self):
        flag_thing(
            reporter=self.witness,
            kind="post",
            pk=self.shown_post.pk,
            reason="unkind",
            note="The marker-flag-note.",
        )
        self.case = Case.objects.get()
        self.flag = Flag.objects.get()
        self.letter = Message.objects.create(
            case=self.case,
            recipient=self.author,
            subject="A marker-letter",
            body="The marker-letter, in words.",
        )

        self.waiting_tag = TagFactory(
            name="A marker-waiting-tag", slug="waiting-tag", synonyms=["marker-word"]
        )
        self.synonym = self.waiting_tag.synonyms.get(text="marker-word")
        self.merged_tag = TagFactory(slug="merged-tag", merged_into=self.waiting_tag)

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
            collection=self.cohort.collection,
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
        self.request = access_requests.ask(
            person=self.newcomer, kind="window", text="The marker-question."
        )
        self.claim = claims.claim_as_mine(
            person=self.newcomer,
            invitation=self.invitation[0],
            note="The marker-claim.",
        )
        tell_due()
        self.notice = Notice.objects.filter(recipient=self.author).first()
        self.mail = Mail.objects.first()
        self.ends_on = today + timedelta(days=30)
