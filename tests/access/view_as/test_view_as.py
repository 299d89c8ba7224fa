"""An organiser sees the site as a member would, and leaves no trace."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from access.models import Grant, Role
from access.registry import view_as_pages
from access.services import grants
from access.view_as import IS_OVER, IS_PRIVATE, READ_ONLY
from accounts.models import AuditEntry, User
from core import clock
from forum.enums import Audience, Right, TeaserStyle
from forum.models import Post
from forum.services.categories import set_rights
from forum.services.moderating import hide_post
from forum.services.posts import edit_post, reply_to_thread
from forum.services.threads import start_thread
from moderation.services.flags import flag_thing
from notifications.models import Notice
from onboarding.services.approvals import refuse
from outbox.models import Mail
from tests.architecture.routes import routes
from tests.factories.access import (
    GrantFactory,
    RestrictionFactory,
    community,
    expired,
    member,
    moderator,
    organiser,
)
from tests.factories.accounts import UserFactory, former, new_person
from tests.factories.forum import CategoryFactory
from tests.jobs import run_jobs
from tests.richtext.parsing import rich
from writing.stash import SESSION_KEY

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENDS = datetime(2026, 12, 19, 23, tzinfo=UTC)
REASON = "She wrote that the door is closed."
STOP = "/organise/see/stop/"


@pytest.fixture(autouse=True)
def today():
    with clock.at(NOW):
        yield


@pytest.fixture
def boss():
    return organiser(handle="hilde", display_name="Hilde Aas")


@pytest.fixture
def ines():
    """A member in Amsterdam, since a year, through 19 December."""
    with clock.at(NOW - timedelta(days=300)):
        person = UserFactory(
            handle="ines", display_name="Inês Rocha", zone="Europe/Amsterdam"
        )
        GrantFactory(person=person, ends_at=ENDS, zone="Europe/Amsterdam")
    return person


@pytest.fixture
def thread(boss):
    """A thread in a room for members, whose teaser shows titles."""
    category = CategoryFactory(teaser_style=TeaserStyle.TITLE)
    inside = (Audience.CIRCLE, community())
    rights = [(inside, right) for right in (Right.READ, Right.START, Right.REPLY)]
    rights.append(((Audience.EVERYONE, None), Right.TEASER))
    set_rights(organiser=boss, category=category, rights=rights)
    return start_thread(
        author=member(), category=category, title="Behind the door", body="Marker."
    )


def see(client, boss, person, local="2026-11-22T13:00", **form):
    client.force_login(boss)
    on, at = local.split("T")
    return client.post(
        reverse("access:view_as_create", args=[person.handle]),
        {"on": on, "at": at, "reason": REASON} | form,
    )


def log():
    entries = AuditEntry.objects.filter(action__startswith="view_as").order_by("pk")
    return [(entry.action, entry.after.get("how"), entry.reason) for entry in entries]


BEGUN = ("view_as_begun", None, REASON)


# --- Beginning ----------------------------------------------------------------


def test_create_begins_and_logs_whom_when_and_why(client, boss, ines):
    response = see(client, boss, ines, "2026-12-19T23:59")

    assert (response.status_code, response.url) == (302, "/")
    [entry] = AuditEntry.objects.filter(action="view_as_begun")
    assert (entry.actor, entry.target_id, entry.reason) == (boss, ines.pk, REASON)
    assert entry.after == {
        "moment": "2026-12-19T22:59:00+00:00",
        "until": "2026-11-22T12:30:00+00:00",
    }


@pytest.mark.parametrize("who", [member, moderator, expired])
def test_create_is_not_there_for_others(client, ines, who):
    assert see(client, who(), ines).status_code == 404
    assert log() == []


def test_create_asks_for_a_reason(client, boss, ines):
    response = see(client, boss, ines, reason=" ")

    assert response.status_code == 422
    assert log() == []
    assert "view_as" not in client.session


@pytest.mark.parametrize(
    ("local", "sentence"),
    [
        ("2024-01-01T12:00", "The account did not exist yet."),
        ("2040-01-01T12:00", "Choose a day in the next ten years."),
        ("9999-12-31T23:59", "Choose a day in the next ten years."),
        ("2027-03-28T02:30", "The clock jumps over this time on that day."),
    ],
)
def test_create_refuses_a_moment_that_cannot_be_seen(
    client, boss, ines, local, sentence
):
    response = see(client, boss, ines, local)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert log() == []


@pytest.mark.parametrize("who", [moderator, organiser, former])
def test_create_refuses_those_whose_pages_hold_confidences(client, boss, who):
    with clock.at(NOW - timedelta(days=1)):
        person = who()

    assert see(client, boss, person).status_code == 403
    assert log() == []


def test_create_offers_the_moment_of_a_link(client, boss, ines):
    client.force_login(boss)

    asked = urlencode({"on": "2026-12-20", "at": "00:00"})
    page = client.get(f"/organise/people/ines/see/?{asked}").content.decode()

    assert 'value="2026-12-20"' in page
    assert 'value="00:00"' in page
    assert "On the clock of Amsterdam, their zone." in page


def test_create_offers_the_edges_of_the_window_on_their_clock(client, boss, ines):
    client.force_login(boss)

    page = client.get("/organise/people/ines/see/").content.decode()

    assert 'href="?on=2026-12-19&amp;at=23:59">its last minute</a>' in page
    assert 'href="?on=2026-12-20&amp;at=00:00">the first one after</a>' in page


def test_this_minute_is_now(client, boss, ines, thread):
    """What was given a second ago counts."""
    with clock.at(NOW + timedelta(seconds=30)):
        late = UserFactory(zone="Europe/Amsterdam")
        GrantFactory(person=late, starts_at=NOW)
    with clock.at(NOW + timedelta(seconds=31)):
        see(client, boss, late, "2026-11-22T13:00")

        assert client.get(thread.get_absolute_url()).status_code == 200


# --- ViewAs -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "status"),
    [
        ("2026-11-22T13:00", 200),
        ("2026-12-19T23:59", 200),
        ("2026-12-20T00:00", 403),
        ("2027-12-20T00:00", 403),
    ],
)
def test_pages_are_those_of_the_member_at_the_moment(
    client, boss, ines, thread, local, status
):
    see(client, boss, ines, local)

    response = client.get(thread.get_absolute_url())

    assert response.status_code == status
    assert ("Marker." in response.content.decode()) is (status == 200)


def test_the_past_is_seen_as_the_ledger_stood(client, boss, ines, thread):
    """What was given or taken since does not count at an earlier moment."""
    late = UserFactory(created_at=NOW - timedelta(days=50))
    GrantFactory(person=late, starts_at=NOW - timedelta(days=40))
    see(client, boss, late, "2026-11-21T12:00")
    assert client.get(thread.get_absolute_url()).status_code == 403
    client.post(STOP)

    place = Grant.objects.get(person=ines)
    grants.revoke_grant(organiser=boss, grant=place, reason="A refund.")
    see(client, boss, ines, "2026-11-21T12:00")
    assert client.get(thread.get_absolute_url()).status_code == 200
    client.post(STOP)

    see(client, boss, ines, "2026-11-22T13:01")
    assert client.get(thread.get_absolute_url()).status_code == 403


def test_a_suspension_is_seen(client, boss, ines, thread):
    RestrictionFactory(person=ines)
    see(client, boss, ines)

    page = client.get(thread.get_absolute_url()).content.decode()

    assert "You can read but not write until" in page


def test_every_page_says_whom_and_when_and_how_to_stop(client, boss, ines, thread):
    see(client, boss, ines, "2026-12-20T00:00")

    for address in ("/", thread.get_absolute_url(), "/organise/", "/me/notices/"):
        page = client.get(address).content.decode()
        assert '<section class="seeing"' in page
        assert "<strong>Inês Rocha</strong> (@ines)" in page
        assert "20 December 2026, 00:00</time></strong> in Amsterdam" in page
        assert "30 minutes" in page
        assert f'action="{STOP}"' in page
        assert "Hilde Aas" not in page


def test_the_desk_is_closed_and_what_is_not_there_is_not_there(client, boss, ines):
    see(client, boss, ines)

    assert client.get("/organise/people/").status_code == 403
    assert client.get("/nowhere/").status_code == 404
    assert see(client, boss, ines).status_code == 403
    assert log() == [BEGUN]


def test_own_acts_are_those_of_the_member(client, boss, ines, thread):
    post = reply_to_thread(author=ines, thread=thread, body="Mine.")
    see(client, boss, ines)

    page = client.get(thread.get_absolute_url()).content.decode()

    assert reverse("forum:own_post_edit", args=[post.pk]) in page


def test_other_readers_see_with_their_own_eyes(client, boss, ines, thread):
    other = Client()
    other.force_login(ines)
    see(client, boss, ines, "2027-12-20T00:00")
    client.get("/")

    assert other.get(thread.get_absolute_url()).status_code == 200
    assert 'class="seeing"' not in other.get("/").content.decode()


# --- What stays private ---------------------------------------------------------


NOT_SHOWN = sorted(
    "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<(str|slug):\w+>", "word", route.pattern))
    for route in routes()
    if route.name not in view_as_pages() | {"access:view_as_stop"}
)
# Where programs are answered, in their language.
HOOKS = "/hooks/"


def test_what_is_shown_is_there():
    assert {route.name for route in routes()} >= view_as_pages()


@pytest.mark.parametrize("address", NOT_SHOWN)
def test_what_is_not_named_is_not_shown(client, boss, ines, address):
    see(client, boss, ines)

    response = client.get(address)

    assert response.status_code == 403
    if address.startswith(HOOKS):
        assert response.json() == {"error": "The request was refused."}
    else:
        assert IS_PRIVATE in response.content.decode()


@pytest.fixture
def held(boss):
    """The first thread of someone new: nobody but moderators has read it yet."""
    nina = new_person(handle="nina", created_at=NOW - timedelta(days=3))
    return start_thread(
        author=nina, category=CategoryFactory(), title="Unread yet", body="Held words."
    )


def test_what_waits_is_seen_by_nobody_who_sees_as_its_author(client, boss, held):
    client.force_login(held.author)
    address = held.get_absolute_url()
    assert "Held words." in client.get(address).content.decode()
    see(client, boss, held.author)

    assert client.get(address).status_code == 404
    found = client.get("/search/", {"q": "held"}).content.decode()
    assert "Unread yet" not in found


def test_a_reply_that_waits_is_not_shown_either(client, boss, held):
    with clock.at(NOW - timedelta(days=1)):
        open_one = start_thread(
            author=member(),
            category=held.category,
            title="An open thread",
            body="Words.",
        )
    noor = new_person(handle="noor", created_at=NOW - timedelta(days=3))
    reply_to_thread(author=noor, thread=open_one, body="A held reply.")
    see(client, boss, noor)

    page = client.get(open_one.get_absolute_url())

    assert page.status_code == 200
    assert "A held reply." not in page.content.decode()


def test_words_that_were_hidden_or_mended_are_not_read_over_a_shoulder(
    client, boss, ines, thread
):
    mended = reply_to_thread(author=ines, thread=thread, body="My marker-salary.")
    edit_post(author=ines, post=mended, body="Never mind.", revision=1)
    hidden = reply_to_thread(author=ines, thread=thread, body="A marker-tirade.")
    hide_post(moderator=moderator(), post=hidden, reason="Rule 1.")
    see(client, boss, ines)

    for name in ("history", "edit", "correct", "delete"):
        for post in (mended, hidden):
            page = client.get(reverse(f"forum:own_post_{name}", args=[post.pk]))
            assert page.status_code == 403
            assert "marker" not in page.content.decode()
    assert "marker" not in client.get(thread.get_absolute_url()).content.decode()


def test_who_flagged_is_not_told(client, boss, ines, thread):
    post = thread.posts.get()
    flag_thing(reporter=ines, kind="post", pk=post.pk, reason="unkind")
    see(client, boss, ines)

    page = client.get(reverse("moderation:flag_create", args=["post", post.pk]))

    assert page.status_code == 403
    assert "You have flagged" not in page.content.decode()


def test_their_access_page_is_shown(client, boss, ines):
    see(client, boss, ines, "2026-12-01T12:00")

    response = client.get("/me/access/")

    assert response.status_code == 200
    assert "through Saturday 19 December 2026" in response.content.decode()
    assert "<b>18</b>" in response.content.decode()


def test_their_access_page_is_that_of_the_moment(client, boss, ines):
    """What was written, paused, resumed or taken back later has not happened yet."""
    where = {"organiser": boss, "person": ines, "circle": community()}
    actions = [
        (grants.pause, 9, {"reason": "A leave of autumn"}),
        (grants.resume, 6, {"reason": "Back from autumn"}),
        (grants.revoke_all, 3, {"reason": "Taken back today"}),
    ]
    for action, days, terms in actions:
        with clock.at(NOW - timedelta(days=days)):
            action(**where, **terms)

    found = []
    for days in (10, 7, 4, 1):
        on = f"{NOW - timedelta(days=days):%Y-%m-%d}"
        see(client, boss, ines, f"{on}T12:00")
        page = client.get("/me/access/").content.decode()
        assert "Open, with no end" not in page
        found.append(
            {
                "days left": re.findall(r"<b>(\d+)</b>", page),
                "rows": page.count('data-h="State"'),
                "paused": "days kept" in page,
                "told": [
                    reason for *_, said in actions if (reason := said["reason"]) in page
                ],
            }
        )
        client.post(STOP)

    told = [terms["reason"] for *_, terms in actions]
    assert found == [
        {"days left": ["37"], "rows": 1, "paused": False, "told": []},
        {"days left": [], "rows": 1, "paused": True, "told": told[:1]},
        {"days left": ["34"], "rows": 2, "paused": False, "told": told[:2]},
        {"days left": [], "rows": 2, "paused": False, "told": told},
    ]


# --- Read only, without a trace -------------------------------------------------


WRITES = [
    lambda thread: reverse("forum:post_create", args=[thread.pk]),
    lambda thread: reverse("access:window_notice_hide"),
    lambda thread: reverse("account_logout"),
    lambda thread: reverse("access:organise_circle_create"),
    lambda thread: "/nowhere/",
]


@pytest.mark.parametrize("address", WRITES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_sent(client, boss, ines, thread, address, method):
    see(client, boss, ines)

    response = getattr(client, method)(address(thread), {"body": "Not said."})

    assert response.status_code == 403
    assert READ_ONLY in response.content.decode()
    assert Post.objects.count() == 1
    assert "_auth_user_id" in client.session


def test_reading_leaves_no_trace(client, boss, ines, thread):
    own = start_thread(
        author=ines, category=thread.category, title="Her question", body="Which?"
    )
    reply_to_thread(author=member(), thread=own, body="@ines This one.")
    run_jobs()
    unread = Notice.objects.filter(recipient=ines, read_at=None)
    assert unread.count() == 1
    see(client, boss, ines)
    client.get("/")
    before = (dict(client.session), unread.count(), Mail.objects.count())

    page = client.get(own.get_absolute_url())
    client.get("/search/", {"q": "question"})

    assert page.status_code == 200
    assert "Notices, 1 new" not in page.content.decode()
    assert (dict(client.session), unread.count(), Mail.objects.count()) == before
    assert User.objects.get(pk=ines.pk).last_login is None


def test_a_text_that_waits_for_the_organiser_is_not_taken(client, boss, ines):
    see(client, boss, ines)
    session = client.session
    session[SESSION_KEY] = [["/t/new/", {"body": "Mine."}, boss.pk]]
    session.save()

    client.get("/t/new/")

    assert client.session[SESSION_KEY] == [["/t/new/", {"body": "Mine."}, boss.pk]]


def test_nothing_of_the_moment_is_kept_for_others(client, boss, ines, thread):
    see(client, boss, ines, "2027-12-20T00:00")
    caches["pages"].clear()
    caches["limits"].clear()

    for address in ("/", "/forum/", thread.category.get_absolute_url()):
        response = client.get(address)
        assert response["Cache-Control"] == "private, no-store"
    client.get("/search/", {"q": "door"})

    assert not caches["pages"].store.entries
    assert not caches["limits"].store.entries


def test_nothing_kept_for_others_is_shown(client, boss, ines, thread):
    client.force_login(ines)
    client.get(thread.get_absolute_url())
    Post.objects.update(body_html=rich("<p>Changed below the caches.</p>"))

    see(client, boss, ines)

    page = client.get(thread.get_absolute_url()).content.decode()
    assert "Changed below the caches." in page


# --- Ending ---------------------------------------------------------------------


def test_stop_ends_it_and_logs_it(client, boss, ines):
    see(client, boss, ines)

    response = client.post(STOP)

    assert response.url == "/organise/people/ines/"
    page = client.get("/organise/people/ines/")
    assert page.status_code == 200
    assert 'class="seeing"' not in page.content.decode()
    assert log() == [BEGUN, ("view_as_ended", "stopped", REASON)]


def test_stop_without_a_beginning_leads_to_the_people(client, boss):
    client.force_login(boss)

    assert client.post(STOP).url == "/organise/people/"
    assert client.get(STOP).status_code == 405
    client.force_login(member())
    assert client.post(STOP).status_code == 404
    assert log() == []


@pytest.mark.parametrize(("minutes", "ended"), [(29, False), (30, True)])
def test_it_ends_by_itself_after_half_an_hour(client, boss, ines, minutes, ended):
    see(client, boss, ines)

    with clock.at(NOW + timedelta(minutes=minutes)):
        page = client.get("/").content.decode()

    assert ('class="seeing"' not in page) is ended
    how = "half an hour has passed"
    assert log() == ([BEGUN, ("view_as_ended", how, REASON)] if ended else [BEGUN])
    assert (how in page) is ended


def test_what_was_typed_as_the_member_is_not_sent_after_the_end(
    client, boss, ines, thread
):
    see(client, boss, ines)

    with clock.at(NOW + timedelta(minutes=31)):
        response = client.post(
            reverse("forum:post_create", args=[thread.pk]), {"body": "Not said."}
        )

    assert response.status_code == 403
    assert IS_OVER in response.content.decode()
    assert Post.objects.count() == 1


@pytest.mark.parametrize("minutes", [1, 31])
def test_what_was_typed_in_another_tab_comes_back(client, boss, ines, thread, minutes):
    """A page of before, sent while seeing or right after the half hour."""
    see(client, boss, ines)

    with clock.at(NOW + timedelta(minutes=minutes)):
        response = client.post(
            reverse("forum:post_create", args=[thread.pk]),
            {"body": "Twenty minutes of typing.", "token": "any"},
        )

    page = response.content.decode()
    assert response.status_code == 403
    assert (READ_ONLY if minutes == 1 else IS_OVER) in page
    assert ">\nTwenty minutes of typing.</textarea>" in page
    assert "Twenty minutes of typing." not in client.get("/").content.decode()
    assert Post.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "lose",
    [
        lambda boss: Role.objects.filter(person=boss).update(ended_at=clock.now()),
        lambda boss: boss.authenticator_set.all().delete(),
    ],
    ids=["role", "second factor"],
)
def test_it_ends_with_the_role_or_the_second_factor(client, boss, ines, lose, method):
    see(client, boss, ines)
    lose(boss)

    response = getattr(client, method)("/forum/")

    assert response.status_code == {"get": 200, "post": 403}[method]
    assert 'class="seeing"' not in response.content.decode()
    how = "your role or your second factor is gone"
    assert log() == [BEGUN, ("view_as_ended", how, REASON)]
    assert client.get("/organise/").status_code == 404


def test_it_ends_when_the_member_leaves_or_is_given_the_queue(client, boss, ines):
    see(client, boss, ines)
    User.objects.filter(pk=ines.pk).update(is_active=False)

    assert 'class="seeing"' not in client.get("/").content.decode()
    assert len(log()) == 2


def test_it_ends_when_the_member_is_refused_at_the_gate(client, boss):
    """Their row is deleted; the organiser's own pages must not go with it."""
    waits = UserFactory(approved_at=None)
    assert see(client, boss, waits).status_code == 302
    refuse(organiser=boss, person=waits, reason="No.")

    assert 'class="seeing"' not in client.get("/").content.decode()
    assert client.post(STOP)["Location"] == reverse("access:organise_people")
    how = "this member can no longer be looked through"
    assert log() == [BEGUN, ("view_as_ended", how, REASON)]


def test_a_session_that_is_written_back_sees_nothing(client, boss, ines):
    """A request that began before the stop may save its copy of the session after."""
    see(client, boss, ines)
    stale = dict(client.session)
    client.post(STOP)
    session = client.session
    session.update(stale)
    session.save()

    assert 'class="seeing"' not in client.get("/").content.decode()
    assert log() == [BEGUN, ("view_as_ended", "stopped", REASON)]


def test_it_belongs_to_who_began_it(client, boss, ines):
    see(client, boss, ines)
    stale = client.session["view_as"]
    client.force_login(organiser())
    session = client.session
    session["view_as"] = stale
    session.save()

    assert 'class="seeing"' not in client.get("/").content.decode()


def test_forms_of_before_are_not_sent_after(ines, boss):
    """A page left open in another tab speaks for whom it was made for."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(boss)
    page = "/organise/people/ines/see/"
    client.get(page)
    token = client.cookies["csrftoken"].value
    form = {"on": "2026-11-22", "at": "13:00", "reason": REASON}

    assert client.post(page, form | {"csrfmiddlewaretoken": token}).status_code == 302
    assert client.cookies["csrftoken"].value != token
