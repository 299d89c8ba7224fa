from datetime import timedelta

import pytest
from django.urls import reverse

from access.access import Access
from access.models import Grant
from core import clock
from notifications.context import unread_notices
from notifications.enums import Level
from notifications.models import Notice
from notifications.services.rules import set_rule
from tests.factories.access import CircleFactory, GrantFactory, community, member
from tests.factories.notifications import NoticeFactory

pytestmark = pytest.mark.django_db

INDEX = reverse("notifications:notice_index")


@pytest.fixture
def ana(client):
    person = member()
    client.force_login(person)
    return person


def shown_at(client):
    return client.get(INDEX).context["shown_at"]


def mark_all(client, **sent):
    """From a page as it stands now, or as `sent` has it."""
    sent = sent or {"shown_at": shown_at(client)}
    return client.post(reverse("notifications:notice_read_all"), sent)


def test_index_leads_a_visitor_to_sign_in(client):
    response = client.get(INDEX)

    assert (response.status_code, response.url) == (
        302,
        f"{reverse('account_login')}?next={INDEX}",
    )


def test_index_shows_own_notices_of_what_may_be_seen(client, ana):
    NoticeFactory(recipient=ana, context={"title": "Mine"})
    NoticeFactory(context={"title": "Of somebody else"})
    NoticeFactory(
        recipient=ana, target_id=CircleFactory().pk, context={"title": "Closed to me"}
    )
    NoticeFactory(
        recipient=ana,
        family="later",
        due_at=clock.now() + timedelta(hours=1),
        context={"title": "Not due"},
    )

    page = client.get(INDEX).content.decode()

    shown = [
        t for t in ("Mine", "somebody else", "Closed to me", "Not due") if t in page
    ]
    assert shown == ["Mine"]
    assert "Notices, 1 new" in page


def test_index_offers_to_mark_as_read_only_where_something_stands(client, ana):
    nothing = client.get(INDEX).content.decode()
    NoticeFactory(recipient=ana)
    something = client.get(INDEX).content.decode()

    offered = [
        reverse("notifications:notice_read_all") in p for p in (nothing, something)
    ]
    assert offered == [False, True]


def test_index_hides_what_closes_and_shows_it_again_when_it_opens(client, ana):
    NoticeFactory(recipient=ana, context={"title": "A title"})

    seen = []
    for ends_at in (clock.now(), clock.now() + timedelta(days=1)):
        Grant.objects.filter(person=ana).update(ends_at=ends_at)
        seen.append("A title" in client.get(INDEX).content.decode())

    assert seen == [False, True]


@pytest.mark.parametrize(
    ("kind", "is_about"), [("circle", "target_id"), ("person", "actor_id")]
)
def test_index_hides_what_was_muted_since_and_shows_it_again(
    client, ana, kind, is_about
):
    circle = community()
    notice = NoticeFactory(
        recipient=ana,
        actor=member(),
        conversation=f"circle-{circle.pk}",
        context={"title": "A title"},
    )
    about = {"kind": kind, "target_id": getattr(notice, is_about)}

    seen = []
    for level in (Level.MUTE, Level.FILTER, Level.FOLLOW):
        set_rule(person=ana, level=level, **about)
        page = client.get(INDEX).content.decode()
        seen.append(("A title" in page, "Notices, 1 new" in page))

    assert seen == [(False, False), (False, False), (True, True)]


@pytest.mark.parametrize("rows", [1, 3])
def test_index_asks_as_much_for_three_as_for_one(
    client, ana, rows, django_assert_num_queries
):
    for _ in range(rows):
        circle = CircleFactory()
        GrantFactory(person=ana, circle=circle)
        NoticeFactory(recipient=ana, target_id=circle.pk, actor=member())

    with django_assert_num_queries(9):
        client.get(INDEX)


def test_index_goes_on_where_the_page_above_ended(client, ana):
    start = clock.now() - timedelta(days=1)
    for number in range(23):
        circle = CircleFactory()
        GrantFactory(person=ana, circle=circle)
        NoticeFactory(
            recipient=ana,
            target_id=circle.pk,
            context={"title": f"number-{number:02}"},
            due_at=start - timedelta(minutes=number),
        )

    first = client.get(INDEX)
    second = client.get(INDEX, {"before": first.context["more"]})

    titles = [e.context["title"] for r in (first, second) for e in r.context["entries"]]
    assert titles == [f"number-{number:02}" for number in range(23)]
    assert second.context["more"] is None


def test_index_shows_a_conversation_as_one_that_opens_at_its_oldest(client, ana):
    names = ["Ana Alder", "Ben Bell", "Cleo Carr"]
    start = clock.now() - timedelta(hours=1)
    notices = []
    for number, name in enumerate(names):
        circle = CircleFactory()
        GrantFactory(person=ana, circle=circle)
        notices.append(
            NoticeFactory(
                recipient=ana,
                target_id=circle.pk,
                actor=member(display_name=name),
                conversation="thread-7",
                due_at=start + timedelta(minutes=number),
            )
        )

    (entry,) = client.get(INDEX).context["entries"]
    client.get(reverse("notifications:notice_open_target", args=[entry.opens.pk]))

    assert (entry.byline.name, entry.others) == ("Cleo Carr", "Ben Bell and 1 other")
    assert entry.opens == notices[0]
    assert not Notice.objects.unread().exists()


@pytest.mark.parametrize("before", ["-1", "x", "٣", "9" * 30])
def test_index_knows_no_page_behind_a_strange_key(client, ana, before):
    assert client.get(INDEX, {"before": before}).status_code == 404


def test_open_target_leads_there_and_marks_it_read(client, ana):
    notice = NoticeFactory(recipient=ana)

    response = client.get(reverse("notifications:notice_open_target", args=[notice.pk]))

    notice.refresh_from_db()
    assert (response.status_code, response.url) == (302, "/forum/?circle=community")
    assert not notice.is_unread


def test_open_target_does_not_take_a_prefetch_for_reading(client, ana):
    notice = NoticeFactory(recipient=ana)

    client.get(
        reverse("notifications:notice_open_target", args=[notice.pk]),
        headers={"Sec-Purpose": "prefetch;prerender"},
    )

    notice.refresh_from_db()
    assert notice.is_unread


@pytest.mark.parametrize("name", ["notice_open_target", "notice_read"])
def test_a_notice_of_somebody_else_is_not_there(client, ana, name):
    notice = NoticeFactory(recipient=member())
    url = reverse(f"notifications:{name}", args=[notice.pk])

    response = client.get(url) if name == "notice_open_target" else client.post(url)

    notice.refresh_from_db()
    assert (response.status_code, notice.is_unread) == (404, True)


def test_read_marks_one_and_changes_nothing_on_get(client, ana):
    notice = NoticeFactory(recipient=ana)
    url = reverse("notifications:notice_read", args=[notice.pk])

    assert client.get(url).status_code == 405
    assert Notice.objects.unread().count() == 1
    client.post(url)
    assert Notice.objects.unread().count() == 0


def test_read_all_marks_only_what_could_be_seen(client, ana):
    NoticeFactory(recipient=ana)
    closed = NoticeFactory(recipient=ana, target_id=CircleFactory().pk)
    others = NoticeFactory(recipient=member())

    mark_all(client)

    unread = set(Notice.objects.unread().values_list("pk", flat=True))
    assert unread == {closed.pk, others.pk}


def test_read_all_leaves_what_has_come_since_the_page_was_shown(client, ana):
    shown = NoticeFactory(recipient=ana)
    NoticeFactory(recipient=ana, family="again", verb="test.again")
    moment = shown_at(client)
    came = NoticeFactory(recipient=ana, family="later")
    # One that waited and says more by now was not shown as it is.
    Notice.objects.filter(family="again").update(due_at=clock.now())

    mark_all(client, shown_at=moment)

    shown.refresh_from_db()
    unread = Notice.objects.unread().values_list("family", flat=True)
    assert (shown.is_unread, sorted(unread)) == (False, ["again", came.family])


def test_read_all_marks_the_pages_below_as_well(client, ana):
    for _ in range(23):
        circle = CircleFactory()
        GrantFactory(person=ana, circle=circle)
        NoticeFactory(recipient=ana, target_id=circle.pk)

    mark_all(client)

    assert not Notice.objects.unread().exists()


@pytest.mark.parametrize(
    "moment",
    [
        *("", "soon", "2026-13-40T00:00:00+00:00", "2026-12-01T00:00:00"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    ],
)
def test_read_all_marks_nothing_where_the_page_does_not_say_when(client, ana, moment):
    NoticeFactory(recipient=ana)

    response = mark_all(client, shown_at=moment)

    assert (response.status_code, response.url) == (302, INDEX)
    assert Notice.objects.unread().count() == 1


def test_read_leaves_what_has_joined_the_conversation_since(client, ana):
    circle = CircleFactory()
    GrantFactory(person=ana, circle=circle)
    notices = [
        NoticeFactory(recipient=ana, target_id=place, conversation="thread-7")
        for place in (community().pk, circle.pk)
    ]
    sent = {"shown_at": shown_at(client)}
    later = NoticeFactory(recipient=ana, family="later", conversation="thread-7")

    client.post(reverse("notifications:notice_read", args=[notices[0].pk]), sent)

    assert list(Notice.objects.unread()) == [later]


def test_the_number_in_the_header_costs_little(ana, rf, django_assert_num_queries):
    """One question where nothing is unread, and one more where something is."""
    request = rf.get("/")
    request.access = Access.of(ana)
    with django_assert_num_queries(1):
        assert unread_notices(request)["unread_notices"] == 0

    NoticeFactory(recipient=ana)
    NoticeFactory(recipient=ana, target_id=CircleFactory().pk)
    request = rf.get("/")
    request.access = Access.of(ana)

    with django_assert_num_queries(2):
        assert unread_notices(request)["unread_notices"] == 1
    request.access = Access.visitor()
    with django_assert_num_queries(0):
        assert unread_notices(request)["unread_notices"] == 0
