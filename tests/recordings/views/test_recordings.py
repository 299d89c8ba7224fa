from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from access.services.grants import grant_window, revoke_grant
from core import clock
from core.private import PrivateStorage, unguessable
from recordings.models import Recording
from tests.factories import access as people
from tests.factories.forum import ThreadFactory, members_category
from tests.factories.recordings import (
    CONTENT,
    CollectionFactory,
    RecordingFactory,
    keep,
)

pytestmark = pytest.mark.django_db

INDEX = reverse("recordings:recording_index")
DOORS = ("recording_detail", "recording_file", "recording_captions")


def url(name, recording):
    return reverse(f"recordings:{name}", args=[recording.pk])


@pytest.fixture
def recording():
    return RecordingFactory(title="A demo of a queue", captions="")


def with_captions(recording):
    content = ContentFile(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello.\n")
    name = PrivateStorage().save(unguessable("recordings", "vtt"), content)
    Recording.objects.filter(pk=recording.pk).update(captions=name)
    recording.refresh_from_db()


def body(response):
    return b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize(
    ("title", "name"),
    [("从零开始", "-2026-02-03-从零开始.webm"), ("🤔", "-2026-02-03.webm")],
)
def test_a_download_is_called_by_the_letters_of_its_title(recording, title, name):
    recording.title = title

    assert recording.download_name == f"{recording.collection.slug}{name}"


def test_a_granted_recording_is_listed_watched_and_downloaded(client, recording):
    person = people.member()
    keep(person, recording.collection)
    with_captions(recording)
    client.force_login(person)

    listed = client.get(INDEX).content.decode()
    page = client.get(url("recording_detail", recording))
    file = client.get(url("recording_file", recording))
    down = client.get(url("recording_file", recording) + "?download=1")
    words = client.get(url("recording_captions", recording))

    assert "A demo of a queue" in listed
    assert "All that is said." in page.content.decode()
    assert body(file) == CONTENT
    assert file["Content-Type"] == "video/webm"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Cache-Control"] == "private, no-store"
    assert file["Content-Length"] == "100"
    assert file["Content-Disposition"].startswith("inline;")
    assert down["Content-Disposition"] == (
        f'attachment; filename="{recording.collection.slug}'
        '-2026-02-03-a-demo-of-a-queue.webm"'
    )
    assert words["Content-Type"] == "text/vtt; charset=utf-8"
    assert body(words).startswith(b"WEBVTT")


def test_the_stored_name_says_nothing_and_stands_nowhere(client, recording):
    person = people.member()
    keep(person, recording.collection)
    client.force_login(person)

    page = client.get(url("recording_detail", recording)).content.decode()
    file = client.get(url("recording_file", recording))

    name = recording.file.name.partition("/")[2]
    assert len(name) > 40
    assert name not in page
    assert name not in str(file.headers)


@pytest.mark.parametrize("who", ["expired", "suspended", "member", "new_person"])
def test_a_grant_for_life_opens_whatever_else_is_closed(client, recording, who):
    person = getattr(people, who)()
    keep(person, recording.collection)
    client.force_login(person)

    assert client.get(INDEX).status_code == 200
    assert client.get(url("recording_detail", recording)).status_code == 200
    assert client.get(url("recording_file", recording)).status_code == 200


@pytest.mark.parametrize(
    "who", ["expired", "suspended", "member", "moderator", "mentor"]
)
def test_without_a_grant_every_address_is_404(client, recording, who):
    with_captions(recording)
    client.force_login(getattr(people, who)())

    assert [client.get(url(name, recording)).status_code for name in DOORS] == [404] * 3
    assert recording.title not in client.get(INDEX).content.decode()


def test_a_visitor_is_led_to_the_sign_in_page(client, recording):
    for name in DOORS:
        response = client.get(url(name, recording))

        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_a_former_member_is_a_visitor(client, recording):
    person = people.member()
    keep(person, recording.collection)
    client.force_login(person)
    person.is_active = False
    person.save()

    assert client.get(url("recording_file", recording)).status_code == 302


def test_a_revoked_grant_closes_at_the_next_request(client, recording):
    person = people.member()
    grant = keep(person, recording.collection)
    client.force_login(person)
    assert client.get(url("recording_file", recording)).status_code == 200

    revoke_grant(organiser=people.organiser(), grant=grant, reason="A mistake.")

    assert [client.get(url(name, recording)).status_code for name in DOORS] == [404] * 3
    assert client.get(INDEX).status_code == 200
    assert recording.title not in client.get(INDEX).content.decode()


def test_the_end_of_the_window_touches_no_recording(client, recording):
    person = people.UserFactory()
    keep(person, recording.collection)
    grant_window(
        organiser=people.organiser(),
        person=person,
        circle=people.community(),
        anchor_on=clock.now().date(),
    )

    # A session's end is another matter: sign in anew at each moment.
    for days in (0, 364, 365, 366, 367, 4_000):
        with clock.at(clock.now() + timedelta(days=days)):
            client.force_login(person)
            assert client.get(url("recording_file", recording)).status_code == 200


def test_a_circle_of_its_own_opens_one_recording_and_no_other(client, recording):
    own = people.CircleFactory()
    recording.circle = own
    recording.save()
    other = RecordingFactory(collection=recording.collection, title="Another demo")
    person = people.member()
    people.GrantFactory(person=person, circle=own, for_life=True)
    client.force_login(person)

    assert client.get(url("recording_detail", recording)).status_code == 200
    assert client.get(url("recording_detail", other)).status_code == 404
    assert "Another demo" not in client.get(INDEX).content.decode()


def test_another_cohort_s_recordings_stay_closed(client, recording):
    person = people.member()
    keep(person, CollectionFactory())
    client.force_login(person)

    assert client.get(url("recording_detail", recording)).status_code == 404


def test_an_unpublished_recording_is_known_to_organisers_only(client):
    recording = RecordingFactory(published_at=None)
    person, organiser = people.member(), people.organiser()
    keep(person, recording.collection)

    client.force_login(person)
    assert client.get(url("recording_file", recording)).status_code == 404
    assert recording.title not in client.get(INDEX).content.decode()
    client.force_login(organiser)
    page = client.get(url("recording_detail", recording)).content.decode()
    assert "Not published yet." in page


def test_a_missing_file_is_404_and_no_error(client, recording):
    person = people.member()
    keep(person, recording.collection)
    recording.file.storage.delete(recording.file.name)
    client.force_login(person)

    assert client.get(url("recording_file", recording)).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_recording_is_read_only(client, recording, method):
    person = people.member()
    keep(person, recording.collection)
    client.force_login(person)

    assert getattr(client, method)(url("recording_file", recording)).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_index_asks_the_same_number_of_queries(
    client, recording, rows, django_assert_num_queries
):
    for _ in range(rows - 1):
        RecordingFactory(collection=recording.collection)
    person = people.member()
    keep(person, recording.collection)
    client.force_login(person)
    client.get(INDEX)

    with django_assert_num_queries(5):
        client.get(INDEX)


def test_what_stays_is_counted_on_the_access_page(client, recording):
    RecordingFactory(collection=recording.collection)
    RecordingFactory(collection=recording.collection, published_at=None)
    RecordingFactory()
    person = people.expired()
    keep(person, recording.collection)
    client.force_login(person)

    page = client.get(reverse("access:access_detail")).content.decode()

    assert f'<a class="plain" href="{INDEX}">2 recordings</a>' in page


def test_the_closed_door_says_what_stays(client, recording):
    thread = ThreadFactory(category=members_category())
    person = people.expired()
    keep(person, recording.collection)
    client.force_login(person)

    response = client.get(thread.get_absolute_url())

    assert response.status_code == 403
    page = response.content.decode()
    assert f'<a class="plain" href="{INDEX}">1 recording</a>' in page
    assert "Watch or download, for life." in page
    assert recording.title not in page
