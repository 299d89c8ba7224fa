from datetime import timedelta

import pytest
from django.db.models import F

from access.access import Access
from access.enums import CircleKind
from access.models import Circle, Grant
from access.pages import people_in
from accounts.models import Agreement, User
from core import clock
from forum.models import Category, Post, Thread
from moderation.models import Case
from outbox.models import Mail
from pages.sample import loading
from pages.sample.build import NotHere, build
from recordings.enums import RecordingKind
from recordings.models import Recording
from stories.models import Story
from tests.factories import access

pytestmark = pytest.mark.django_db

HANDLES = {person.persona: person.handle for person in loading.people()}


def access_of(persona):
    return Access.of(User.objects.get(handle=HANDLES[persona]))


def test_build_makes_the_whole_community_through_the_services(settings):
    settings.DEVELOPMENT_PAGES = True
    steps = []

    build(seed=7, progress=lambda done, total: steps.append((done, total)))

    # What there is.
    companions = Thread.objects.filter(story__isnull=False)
    assert Story.objects.published().count() == 60
    assert companions.count() == 60
    assert Thread.objects.listed().count() == 40 + 60
    longest = Thread.objects.by_latest_activity().order_by("-last_position")[0]
    assert list(
        longest.posts.order_by("position").values_list("position", flat=True)
    ) == list(range(1, 301))
    assert steps[-1][0] == steps[-1][1]

    # It has a past, and none of it lies ahead.
    oldest = Post.objects.order_by("created_at")[0]
    assert clock.now() - oldest.created_at > timedelta(days=300)
    assert not Post.objects.filter(created_at__gt=clock.now()).exists()

    # Nobody agreed to a text before it was in force.
    early = Agreement.objects.filter(agreed_at__lt=F("document__published_at"))
    assert Agreement.objects.exists()
    assert not early.exists()

    # The personas are what they say.
    assert access_of("new").is_new
    assert access_of("member").has_window
    assert access_of("graduate").has_window
    assert not access_of("expired").has_window
    assert access_of("expired").had_window
    assert access_of("restricted").is_suspended
    assert access_of("moderator").is_moderator
    assert access_of("organiser").is_organiser
    assert access_of("mentor").is_mentor
    assert not access_of("former").is_signed_in
    today = clock.now().date()
    last_days = {
        persona: Grant.objects.get(
            person__handle=HANDLES[persona], circle=Circle.objects.community()
        ).last_day
        for persona in ("ending", "expired")
    }
    assert last_days == {
        "ending": today + timedelta(days=7),
        "expired": today - timedelta(days=1),
    }

    # Doors: a visitor meets the public rooms, a member the others as well.
    visitor = Category.objects.visible_to(Access.visitor()).count()
    member = Category.objects.visible_to(access_of("graduate")).count()
    assert (visitor, member) == (11, 14)

    # Replies that greet somebody answer what they said last, above them.
    answers = Post.objects.filter(parent__isnull=False)
    assert answers.count() > 30
    assert all(
        answer.thread_id == answer.parent.thread_id
        and answer.position > answer.parent.position
        and answer.body.startswith(f"@{answer.parent.author.handle}")
        for answer in answers.select_related("parent__author")
    )

    # Whoever finished a cohort keeps its films, whatever became of the window.
    assert Recording.objects.published().count() == 5
    kept = {
        persona: Recording.objects.granted_to(
            User.objects.get(handle=HANDLES[persona])
        ).count()
        for persona in ("graduate", "expired", "restricted", "member", "new")
    }
    assert kept == {
        "graduate": 3,
        "expired": 2,
        "restricted": 3,
        "member": 0,
        "new": 0,
    }
    # And stands in the circle of the cohort.
    sizes = {
        circle.slug: people_in(circle).count()
        for circle in Circle.objects.filter(kind=CircleKind.COHORT)
    }
    assert sizes == {"cohort-2": 13, "cohort-3": 10}
    assert all(
        film.presenter for film in Recording.objects.filter(kind=RecordingKind.DEMO)
    )

    # The desk has something on it: a flagged post, a first post, a story.
    assert Case.objects.filter(closed_at=None).count() == 1
    assert Case.objects.exclude(closed_at=None).count() == 1
    assert Post.objects.waiting().count() == 1
    assert Story.objects.pending().count() == 1

    # Nobody's letterbox fills up with the past.
    past = clock.now() - timedelta(days=3)
    assert not Mail.objects.waiting().filter(due_at__lt=past).exists()

    # There is one sample community, not two on top of each other.
    with pytest.raises(NotHere, match="people in this database"):
        build(seed=7)


def test_build_refuses_where_there_are_no_development_pages():
    with pytest.raises(NotHere, match="development site only"):
        build(seed=7)

    assert not User.objects.exists()
    assert not Thread.objects.exists()


def test_build_refuses_a_place_with_people(settings):
    settings.DEVELOPMENT_PAGES = True
    access.member()

    with pytest.raises(NotHere, match="people in this database"):
        build(seed=7)

    assert User.objects.count() == 1
    assert not Thread.objects.exists()


def test_build_that_is_stopped_leaves_nothing_behind(settings):
    settings.DEVELOPMENT_PAGES = True

    def stop(done, total):
        if done == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(seed=7, progress=stop)

    assert not User.objects.exists()
