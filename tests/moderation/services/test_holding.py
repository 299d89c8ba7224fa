from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from access.access import Access
from core import clock
from core.errors import Changed
from forum.services.posts import edit_post
from forum.services.threads import start_thread
from moderation import registry
from moderation.models import Case, Flag, LogEntry, Message, Rule
from moderation.services import holding
from moderation.services.flags import flag_thing
from moderation.services.queue import waiting
from notifications.models import Notice
from outbox.models import Mail
from outbox.services.sending import send_due_mail
from tests.factories.access import member, moderator
from tests.factories.accounts import new_person
from tests.factories.moderation import CaseFactory, FlagFactory
from tests.factories.stories import StoryFactory
from tests.jobs import run_jobs
from tests.racing import Racer, race

pytestmark = pytest.mark.django_db


def release(person, post):
    return holding.release(moderator=person, kind="post", pk=post.pk)


def refuse(person, post):
    rule = Rule.objects.get(number=5)
    return holding.refuse(
        moderator=person, kind="post", pk=post.pk, rule=rule, words="Ask it elsewhere."
    )


def test_release_lets_the_post_out_and_tells_its_author(hana, held_post):
    case = release(hana, held_post)

    held_post.refresh_from_db()
    assert (held_post.position, held_post.is_held) == (2, False)
    assert (case.outcome, LogEntry.objects.get().action) == ("released", "release")
    run_jobs()
    told = Notice.objects.get(recipient=held_post.author)
    assert told.verb == "moderation.released"


def test_refuse_keeps_it_in_and_writes_why(hana, held_post):
    case = refuse(hana, held_post)

    held_post.refresh_from_db()
    message = Message.objects.get(recipient=held_post.author)
    assert (held_post.position, held_post.is_hidden) == (None, True)
    assert (case.outcome, LogEntry.objects.get().action) == ("refused", "refuse")
    assert "The reason is rule 5, Stay with the question." in message.body
    assert "Ask it elsewhere." in message.body


@pytest.mark.parametrize("again", [release, refuse])
def test_what_is_decided_is_not_decided_twice(hana, held_post, again):
    release(hana, held_post)

    with pytest.raises(Changed):
        again(hana, held_post)

    assert (Case.objects.count(), LogEntry.objects.count()) == (1, 1)


@pytest.mark.parametrize("action", [release, refuse])
def test_only_moderators_decide(held_post, action):
    with pytest.raises((Changed, PermissionDenied)):
        action(member(), held_post)

    held_post.refresh_from_db()
    assert (held_post.is_held, held_post.is_hidden) == (True, False)
    assert not Case.objects.exists()


def test_held_things_wait_in_the_queue_until_they_are_decided(hana, held_post):
    before = [row.title for row in waiting(Access.of(hana))]
    release(hana, held_post)

    assert before == ["Post of a new person, in “Pay bands in Berlin”"]
    assert waiting(Access.of(hana)) == []


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_release_once(held_post):
    people = [moderator(), moderator()]

    outcomes = race(
        *[lambda person=person: release(person, held_post) for person in people]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Case", "Changed"]
    assert LogEntry.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_goes_out_is_what_the_moderator_read(hana, held_post):
    """The author's other text is written, and not yet there for the moderator."""
    outcomes = []
    judge = Racer(
        lambda: holding.release(
            moderator=hana, kind="post", pk=held_post.pk, version=1
        ),
        outcomes,
    )

    with transaction.atomic():
        edit_post(author=held_post.author, post=held_post, body="Unread", revision=1)
        judge.start()
        judge.wait_until_blocked()
    judge.join()

    held_post.refresh_from_db()
    assert [type(outcome) for outcome in outcomes] == [Changed]
    assert (held_post.is_held, held_post.body) == (True, "Unread")
    assert not Case.objects.exists()
    assert not LogEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_slow_comes_before_the_transaction(hana, held_post):
    """A text is rendered for up to its deadline, and nobody waits for it."""
    known = registry.held("post")
    in_transaction = []

    def prepare(post):
        in_transaction.append(connection.in_atomic_block)
        return known.prepare(post)

    registry.register_held("post", replace(known, prepare=prepare))
    try:
        release(hana, held_post)
    finally:
        registry.register_held("post", known)

    assert in_transaction == [False]


def test_the_notice_of_a_release_leads_to_the_post_at_its_place(hana, held_post):
    release(hana, held_post)
    run_jobs()
    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()

    place = f"/t/{held_post.thread_id}/p/2/"
    notice = Notice.objects.get(recipient=held_post.author)
    mail = Mail.objects.get(to=held_post.author.email)
    assert notice.context == {"place": place}
    assert f"{settings.SITE_URL.rstrip('/')}{place}" in mail.text
    assert f'href="{settings.SITE_URL.rstrip("/")}{place}"' in mail.html


def test_a_refusal_leads_nowhere(hana, held_post):
    refuse(hana, held_post)
    run_jobs()

    assert Notice.objects.get(recipient=held_post.author).context == {}


def test_nobody_flags_what_waits_to_be_read(hana, held_post, thread, category):
    waiting_thread = start_thread(
        author=new_person(), category=category, title="Hello all", body="First"
    )
    story = StoryFactory(pending=True)
    for kind, thing in [
        ("post", held_post),
        ("thread", waiting_thread),
        ("story", story),
    ]:
        with pytest.raises(PermissionDenied, match="not out"):
            flag_thing(reporter=hana, kind=kind, pk=thing.pk, reason="other")

    assert not Flag.objects.exists()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("action", "said"), [(release, "let it out"), (refuse, "does not appear")]
)
def test_deciding_answers_a_flag_that_was_there_before(hana, held_post, action, said):
    reporter = moderator()
    case = CaseFactory(
        target_kind="post", target_id=held_post.pk, author=held_post.author
    )
    FlagFactory(case=case, reporter=reporter)

    action(hana, held_post)

    message = Message.objects.get(recipient=reporter)
    assert said in message.body
    assert Flag.objects.filter(answered_at=None).count() == 0
