from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.access import Access
from access.models import Restriction
from accounts.services.people import rename
from core import clock
from core.errors import Changed
from forum.models import Post
from forum.services.moderating import hide_thread
from forum.services.posts import (
    delete_post,
    edit_post,
    reply_to_thread,
    undelete_post,
)
from moderation.models import Case, LogEntry, Message, Rule
from moderation.services import decisions
from moderation.services.answering import AT_ONCE
from moderation.services.decisions import Decision
from moderation.services.drafts import contact_address
from moderation.services.flags import flag_thing, open_case
from moderation.services.subjects import find
from notifications.models import Event, Notice
from outbox.models import Mail
from outbox.services.sending import send_due_mail
from outbox.services.working import work_once
from tests.factories.access import RoleFactory, member, moderator
from tests.factories.accounts import give_second_factor
from tests.factories.moderation import CaseFactory, FlagFactory
from tests.jobs import run_jobs
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(reporter, post):
    return flag_thing(
        reporter=reporter, kind="post", pk=post.pk, reason="advertising"
    ).case


def read(case, **options):
    """What a moderator decides who has just read the case."""
    version = Case.objects.get(pk=case.pk).version
    rule = Rule.objects.get(number=4)
    return Decision(**{"version": version, "rule": rule} | options)


def nothing_happened(post):
    post.refresh_from_db()
    return (
        post.hidden_at,
        LogEntry.objects.count(),
        Message.objects.count(),
        Restriction.objects.count(),
    ) == (None, 0, 0, 0)


def test_hide_hides_records_and_closes_in_one_step(hana, case, post):
    decisions.hide(moderator=hana, case=case, decision=read(case, words="Not here."))

    post.refresh_from_db()
    case.refresh_from_db()
    assert (post.is_hidden, post.hidden_by) == (True, hana)
    assert (case.outcome, case.closed_by, case.rule.number) == ("hidden", hana, 4)
    (entry,) = LogEntry.objects.all()
    assert (entry.action, entry.target_kind, entry.target_id) == (
        "hide",
        "post",
        post.pk,
    )
    assert (entry.person, entry.rule.number, entry.reason) == (
        post.author,
        4,
        "Not here.",
    )


def test_hide_writes_to_the_author_what_why_and_what_can_be_done(hana, case, post):
    decisions.hide(moderator=hana, case=case, decision=read(case, words="Not here."))

    message = Message.objects.get(recipient=post.author)
    rule = Rule.objects.get(number=4)
    assert message.paragraphs == [
        "Hello Rune Falk,",
        (
            f"Your post of {clock.now():%-d %B %Y} (Post 2 in “Pay bands in Berlin”) "
            "is hidden: others no longer see it. It is not deleted. "
            "The reason is rule 4, No selling."
        ),
        f"“{rule.text}”",
        "Not here.",
        "This is about: “Buy my course at once.”",
        (
            f"If you think that this is wrong, write to {contact_address()}. "
            "A person reads it."
        ),
        "Hana Okabe, moderator",
    ]
    run_jobs()
    assert Notice.objects.get(recipient=post.author).verb == "moderation.message"
    send_due_mail()
    mail = Mail.objects.get(to=post.author.email)
    assert (mail.subject, message.body in mail.text) == ("Your post is hidden", True)


def test_hide_answers_whoever_flagged_without_naming_the_thing(hana, case, reporter):
    decisions.hide(moderator=hana, case=case, decision=read(case))

    message = Message.objects.get(recipient=reporter)
    assert "read it and hidden it" in message.body
    assert "Berlin" not in message.body
    run_jobs()
    assert Notice.objects.get(recipient=reporter).verb == "moderation.answer"


def test_hide_can_suspend_until_a_moment_that_the_letter_names(hana, case, post):
    until = clock.now() + timedelta(days=7)

    decisions.hide(moderator=hana, case=case, decision=read(case, suspend_until=until))

    assert Access.of(post.author).suspended_until == until
    actions = list(LogEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["hide", "suspend"]
    message = Message.objects.get(recipient=post.author)
    assert "you can read, but not write." in message.body
    assert "(Lisbon)" in message.body


def test_a_letter_about_what_has_no_words_quotes_none(hana, thread, reporter):
    case = flag_thing(
        reporter=reporter, kind="thread", pk=thread.pk, reason="other"
    ).case
    first = thread.posts.get()
    delete_post(author=first.author, post=first)

    decisions.hide(moderator=hana, case=case, decision=read(case))

    message = Message.objects.get(recipient=thread.author)
    assert "Your thread of" in message.body
    assert "This is about" not in message.body


def test_a_letter_names_no_thread_that_is_hidden_from_its_reader(hana, case, post):
    """The title may be why it is hidden. Its own author has written it."""
    first = post.thread.posts.get(position=1)
    hide_thread(moderator=moderator(), thread=post.thread, reason="Rule 3")
    with transaction.atomic():
        own = open_case(find(Access.of(hana), "post", first.pk))

    decisions.hide(moderator=hana, case=case, decision=read(case))
    decisions.hide(moderator=hana, case=own, decision=read(own))

    to_replier = Message.objects.get(recipient=post.author).body
    assert f"Post 2 in thread {post.thread_id}, which is hidden" in to_replier
    assert "Pay bands" not in to_replier
    assert "Pay bands" in Message.objects.get(recipient=first.author).body


def test_keep_leaves_the_thing_and_answers_whoever_flagged(hana, case, post, reporter):
    decisions.keep(moderator=hana, case=case, decision=read(case, rule=None))

    post.refresh_from_db()
    case.refresh_from_db()
    assert (post.is_hidden, case.outcome) == (False, "kept")
    assert [message.recipient for message in Message.objects.all()] == [reporter]
    assert LogEntry.objects.get().action == "keep"


def test_a_flag_after_the_decision_opens_another_case(hana, case, post):
    decisions.keep(moderator=hana, case=case, decision=read(case))

    later = flag_thing(reporter=member(), kind="post", pk=post.pk, reason="other").case

    assert later.pk != case.pk


def test_restore_makes_it_visible_again_and_says_so(hana, case, post):
    decisions.hide(moderator=hana, case=case, decision=read(case))

    decisions.restore(
        moderator=hana, case=case, decision=read(case, words="Our mistake.")
    )

    post.refresh_from_db()
    case.refresh_from_db()
    assert (post.is_hidden, case.outcome) == (False, "restored")
    message = Message.objects.filter(recipient=post.author).latest("pk")
    assert message.subject == "Your post is visible again"
    assert "Our mistake." in message.body


def test_the_same_act_twice_is_one(hana, case, post):
    decision = read(case)

    for _ in range(2):
        decisions.hide(moderator=hana, case=case, decision=decision)

    assert LogEntry.objects.count() == 1
    assert Message.objects.filter(recipient=post.author).count() == 1


def test_nobody_decides_on_a_case_that_has_changed_since(hana, case, post):
    decision = read(case)
    flag_thing(reporter=member(), kind="post", pk=post.pk, reason="other")

    with pytest.raises(Changed, match="flagged this since"):
        decisions.hide(moderator=hana, case=case, decision=decision)

    assert nothing_happened(post)


def test_whoever_comes_second_learns_what_the_first_did(hana, case, post):
    decision = read(case)
    decisions.keep(moderator=hana, case=case, decision=decision)

    with pytest.raises(Changed, match="Hana Okabe decided that it stays"):
        decisions.hide(moderator=moderator(), case=case, decision=decision)

    post.refresh_from_db()
    assert not post.is_hidden
    assert LogEntry.objects.count() == 1


def test_no_letter_goes_out_but_the_one_that_was_shown(hana, case, post):
    shown = read(case, seen="another letter")
    edit_post(author=post.author, post=post, body="Never mind.", revision=1)

    with pytest.raises(Changed, match="changed the text"):
        decisions.hide(moderator=hana, case=case, decision=shown)

    assert nothing_happened(post)


def test_what_the_author_deleted_meanwhile_can_only_be_closed(hana, case, post):
    delete_post(author=post.author, post=post)

    with pytest.raises(Changed, match="not there any more"):
        decisions.hide(moderator=hana, case=case, decision=read(case))
    decisions.keep(moderator=hana, case=case, decision=read(case))

    case.refresh_from_db()
    assert case.outcome == "gone"
    assert LogEntry.objects.get().action == "close"


def test_nobody_judges_their_own_words(case, post):
    author = post.author
    RoleFactory(person=author)
    give_second_factor(author)

    with pytest.raises(PermissionDenied, match="your own words"):
        decisions.keep(moderator=author, case=case, decision=read(case))

    assert nothing_happened(post)


def test_a_role_without_a_second_factor_decides_nothing(case, post):
    pending = member()
    RoleFactory(person=pending)

    with pytest.raises(PermissionDenied, match="second factor"):
        decisions.hide(moderator=pending, case=case, decision=read(case))

    assert nothing_happened(post)


def test_hiding_and_suspending_stand_or_fall_together(hana, case, post):
    RoleFactory(person=post.author)
    until = clock.now() + timedelta(days=7)

    with pytest.raises(PermissionDenied):
        decisions.hide(
            moderator=hana, case=case, decision=read(case, suspend_until=until)
        )

    assert nothing_happened(post)
    assert not Event.objects.filter(verb__startswith="moderation.").exists()


def test_a_moderator_can_open_a_case_that_nobody_flagged(hana, post):
    with transaction.atomic():
        case = open_case(find(Access.of(hana), "post", post.pk))

    decisions.hide(moderator=hana, case=case, decision=read(case))

    assert Post.objects.get(pk=post.pk).is_hidden


@pytest.mark.django_db(transaction=True)
def test_moderators_at_the_same_moment_do_one_act(case, post):
    people = [moderator() for _ in range(3)]
    decision = read(case)

    outcomes = race(
        *[
            lambda person=person: decisions.hide(
                moderator=person, case=case, decision=decision
            )
            for person in people
        ]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Case",
        "Changed",
        "Changed",
    ]
    assert LogEntry.objects.count() == 1
    assert Message.objects.filter(recipient=post.author).count() == 1


@pytest.mark.django_db(transaction=True)
def test_hiding_with_a_suspension_while_the_author_takes_another_name(hana, thread):
    until = clock.now() + timedelta(days=7)

    for turn in range(8):
        author = member()
        post = reply_to_thread(author=author, thread=thread, body="Buy this")
        case = flag_thing(
            reporter=member(), kind="post", pk=post.pk, reason="advertising"
        ).case
        decision = read(case, suspend_until=until)

        outcomes = race(
            lambda case=case, decision=decision: decisions.hide(
                moderator=hana, case=case, decision=decision
            ),
            lambda author=author, turn=turn: rename(
                person=author, display_name=f"Name {turn}"
            ),
        )

        assert [o for o in outcomes if isinstance(o, Exception)] == []
        assert Post.objects.get(pk=post.pk).is_hidden
        assert Restriction.objects.get(person=author).ends_at == until


def test_a_decision_about_many_flags_leaves_most_answers_to_the_worker(hana, post):
    people = [member() for _ in range(45)]
    case = CaseFactory(target_id=post.pk, author=post.author)
    for person in people:
        FlagFactory(case=case, reporter=person)

    decisions.hide(moderator=hana, case=case, decision=read(case))
    at_once = Message.objects.filter(recipient__in=people).count()
    work_once()
    work_once()

    assert at_once == AT_ONCE
    told = Message.objects.filter(recipient__in=people)
    assert sorted(told.values_list("recipient", flat=True)) == [p.pk for p in people]
    assert all("read it and hidden it" in message.body for message in told)


def test_the_worker_answers_nobody_for_a_case_that_is_open_again(hana, post):
    people = [member() for _ in range(AT_ONCE + 2)]
    case = CaseFactory(target_id=post.pk, author=post.author)
    for person in people:
        FlagFactory(case=case, reporter=person)
    delete_post(author=post.author, post=post)
    decisions.keep(moderator=hana, case=case, decision=read(case))

    undelete_post(author=post.author, post=post)
    work_once()
    assert Message.objects.filter(recipient__in=people).count() == AT_ONCE

    decisions.hide(moderator=hana, case=case, decision=read(case))
    work_once()
    told = Message.objects.filter(recipient__in=people, body__contains="hidden it")
    assert told.count() == AT_ONCE + 2


def test_a_form_without_its_version_decides_nothing(hana, post):
    with transaction.atomic():
        case = open_case(find(Access.of(hana), "post", post.pk))

    with pytest.raises(Changed, match="not as it was"):
        decisions.keep(moderator=hana, case=case, decision=Decision(version=0))

    assert nothing_happened(post)
