"""The questions that are written out answer as the querysets do that they stand for."""

import pytest

from accounts.access import Access
from core import clock
from forum.enums import Flagged
from forum.models import Post, Thread
from forum.reading.marks import with_marks
from moderation.models import Flag
from tests.factories.accounts import member
from tests.factories.forum import PostFactory, thread_of
from tests.factories.moderation import CaseFactory, FlagFactory

pytestmark = pytest.mark.django_db

NOW = clock.now()


def flag(reporter, kind, pk, **case):
    opened = CaseFactory(target_kind=kind, target_id=pk, **case)
    return FlagFactory(case=opened, reporter=reporter)


def by_querysets(thread, access):
    flags = Flag.objects.standing_of(access)
    return (
        Post.objects.own(access.person).waiting().filter(thread=thread).exists(),
        flags.on(Flagged.THREAD, thread.pk).exists(),
    )


@pytest.mark.parametrize("is_reader", [True, False])
def test_marks_are_those_of_the_querysets(is_reader):
    reader = member()
    other = reader if is_reader else member()
    threads = [thread_of(1) for _ in range(6)]
    held = {"position": None, "held_at": NOW, "author": other}
    PostFactory(thread=threads[0], **held)
    PostFactory(thread=threads[1], deleted_at=NOW, **held)
    flag(other, "post", threads[2].posts.get().pk)
    flag(other, "thread", threads[3].pk)
    flag(other, "story", threads[4].pk)
    access = Access.of(reader)

    marked = with_marks(Thread.objects.order_by("pk"), access)

    found = [(t.has_own_waiting, t.is_flagged) for t in marked]
    assert found == [by_querysets(thread, access) for thread in threads]
    assert [any(marks) for marks in found] == [
        *(is_reader, False, False, is_reader, False, False)
    ]
