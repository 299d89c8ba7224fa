"""Moderators and suspensions of one category, in the forum."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from access.access import Access
from access.scopes import Scope
from access.services.restrictions import suspend
from access.services.roles import appoint
from accounts.models import User
from core import clock
from forum import policies
from forum.models import Post, Thread
from forum.services.posts import reply_to_thread
from tests.factories.access import member, moderator, organiser
from tests.factories.accounts import give_second_factor
from tests.factories.forum import thread_of

SITE, HERE, ELSEWHERE = None, Scope("category", 5), Scope("category", 6)
# What a moderator may do to a thread, and in which state it is for that.
ACTIONS = {
    policies.can_lock_thread: {},
    policies.can_unlock_thread: {"locked_at": True},
    policies.can_pin_thread: {},
    policies.can_hide_thread: {},
    policies.can_restore_thread: {"hidden_at": True},
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("scope", "may"), [(SITE, True), (HERE, True), (ELSEWHERE, False)]
)
def test_a_thread_is_moderated_by_whose_role_counts_in_its_category(action, scope, may):
    now = clock.now()
    access = Access(person=User(pk=1), now=now, roles=frozenset({("moderator", scope)}))
    thread = Thread(category_id=5, **dict.fromkeys(ACTIONS[action], now))

    assert bool(action(access, thread)) is may


@pytest.mark.django_db
def test_a_moderator_of_the_category_speaks_in_its_locked_threads_alone():
    boss, person = organiser(), member()
    give_second_factor(person)
    threads = [thread_of(1), thread_of(1)]
    now = clock.now()
    for thread in threads:
        Thread.objects.filter(pk=thread.pk).update(
            locked_at=now, locked_by=boss, lock_reason="Enough."
        )
    own, other = threads
    appoint(organiser=boss, person=person, kind="moderator", scope=own.scope)
    before = Post.objects.count()

    reply_to_thread(author=person, thread=own, body="A word.")
    with pytest.raises(PermissionDenied, match="locked"):
        reply_to_thread(author=person, thread=other, body="A word.")

    assert Post.objects.count() == before + 1


@pytest.mark.django_db
def test_who_is_suspended_in_a_category_writes_elsewhere():
    person = member()
    closed, other = thread_of(1), thread_of(1)
    suspend(
        moderator=moderator(),
        person=person,
        until=clock.now() + timedelta(days=7),
        reason="Rule 4",
        scope=closed.scope,
    )
    before = Post.objects.count()

    with pytest.raises(PermissionDenied, match="not write here until"):
        reply_to_thread(author=person, thread=closed, body="A word.")
    reply_to_thread(author=person, thread=other, body="A word.")

    assert Post.objects.count() == before + 1
    assert not Post.objects.filter(thread=closed, author=person).exists()
