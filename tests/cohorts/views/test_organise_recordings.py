from pathlib import Path

import pytest
from django.conf import settings as site
from django.urls import reverse

from accounts.models import AuditEntry
from recordings.models import Recording
from tests.factories import access as people
from tests.factories.cohorts import CohortFactory
from tests.factories.films import mp4, uploaded, webm
from tests.factories.recordings import RecordingFactory

pytestmark = pytest.mark.django_db

TRANSCRIPT = "Long words about a queue, which nobody wants to type twice."


@pytest.fixture
def cohort():
    return CohortFactory(slug="spring")


@pytest.fixture
def desk(client):
    client.force_login(people.organiser())
    return client


def upload(client, cohort, content=None, **fields):
    form = {
        "title": "A demo of a queue",
        "kind": "demo",
        "recorded_on": "2026-02-03",
        "presenter": "",
        "circle": "",
        "transcript": TRANSCRIPT,
    } | fields
    if content is not None:
        form["file"] = uploaded(content)
    return client.post(
        reverse("cohorts:organise_recording_create", args=[cohort.slug]), form
    )


def read(stored_file):
    return Path(stored_file.path).read_bytes()


def stored():
    folder = Path(site.PRIVATE_ROOT)
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"), [(mp4(), "video/mp4"), (webm(), "video/webm")]
)
def test_create_stores_a_film_out_of_reach(desk, cohort, content, kind):
    presenter = people.member(handle="presenter")

    response = upload(desk, cohort, content, presenter="@presenter")

    recording = Recording.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse(
        "cohorts:organise_recording_edit", args=[recording.pk]
    )
    assert (recording.content_type, recording.size) == (kind, len(content))
    assert recording.presenter == presenter
    assert recording.published_at is None
    assert read(recording.file) == content
    assert "film" not in recording.file.name
    assert recording.file.name.endswith(kind.partition("/")[2])
    assert AuditEntry.objects.filter(action="recording_added").count() == 1


def test_create_takes_a_film_that_came_by_way_of_the_disk(desk, cohort, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

    response = upload(desk, cohort, mp4())

    recording = Recording.objects.get()
    assert response.status_code == 302
    assert read(recording.file) == mp4()
    assert Path(recording.file.path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "The file is empty.", id="empty"),
        pytest.param(b"<script>alert(1)</script>", "no MP4 or WebM", id="page"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"0" * 99, "no MP4 or WebM", id="picture"),
        pytest.param(mp4() + b"<script>", "something else", id="polyglot"),
        pytest.param(b"PK\x03\x04" + mp4(), "no MP4 or WebM", id="archive in front"),
        pytest.param(None, "Choose the film", id="none"),
        pytest.param(mp4(pictures=b"0" * 2_000), "is the most", id="too large"),
    ],
)
def test_create_refuses_a_hostile_file_and_keeps_the_text(
    desk, cohort, settings, content, sentence
):
    settings.RECORDING_MAX = 1_500

    response = upload(desk, cohort, content)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert TRANSCRIPT in page
    assert not Recording.objects.exists()
    assert stored() == []


def test_create_reads_nothing_of_what_is_far_too_large(desk, cohort, settings):
    settings.RECORDING_MAX = 1_000

    response = upload(desk, cohort, mp4(pictures=b"0" * 20_000))

    assert response.status_code == 413
    assert stored() == []


def test_large_bodies_are_for_organisers_at_one_address(client, cohort, settings):
    settings.RECORDING_MAX = 10**9
    client.force_login(people.member())
    url = reverse("cohorts:organise_recording_create", args=[cohort.slug])

    response = client.post(url, b"", "multipart/form-data", CONTENT_LENGTH="500000000")

    assert response.status_code == 413


@pytest.mark.parametrize(
    ("captions", "sentence"),
    [
        (b"<html>", "no WebVTT file"),
        (b"\xff\xfe\x00", "no WebVTT file"),
        (b"WEBVTT" + b" " * 1_000_001, "at most"),
    ],
)
def test_create_refuses_captions_that_are_none(desk, cohort, captions, sentence):
    response = upload(
        desk, cohort, mp4(), captions=uploaded(captions, "c.vtt", "text/vtt")
    )

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Recording.objects.exists()
    assert stored() == []


def test_create_keeps_captions_beside_the_film(desk, cohort):
    upload(desk, cohort, mp4(), captions=uploaded(b"WEBVTT\n\nx", "c.vtt", "text/vtt"))

    recording = Recording.objects.get()
    assert read(recording.captions) == b"WEBVTT\n\nx"
    assert len(stored()) == 2


def test_edit_changes_what_is_told_and_leaves_the_film(desk):
    recording = RecordingFactory(published_at=None)
    before = recording.file.name
    url = reverse("cohorts:organise_recording_edit", args=[recording.pk])
    form = {"title": "Another title", "kind": "reunion", "recorded_on": "2026-02-04"}

    seen = {"revision": desk.get(url).context["form"]["revision"].value()}
    response = desk.post(url, form | seen | {"transcript": "New words."})

    recording.refresh_from_db()
    assert response.status_code == 302
    assert (recording.title, recording.kind) == ("Another title", "reunion")
    assert (recording.transcript, recording.file.name) == ("New words.", before)


def test_edit_of_two_shows_the_second_what_the_first_saved(desk):
    recording = RecordingFactory(published_at=None, title="Before")
    url = reverse("cohorts:organise_recording_edit", args=[recording.pk])
    seen = {"revision": desk.get(url).context["form"]["revision"].value()}
    form = {"kind": "reunion", "recorded_on": "2026-02-04", "transcript": "Mine."}
    theirs = {"title": "Theirs", "transcript": "Their words."}
    assert desk.post(url, form | seen | theirs).status_code == 302

    late = desk.post(url, form | seen | {"title": "My own title"})

    recording.refresh_from_db()
    assert (late.status_code, recording.title) == (409, "Theirs")
    page = late.content.decode()
    assert "<dd>Theirs</dd>" in page
    assert "<dd>Their words.</dd>" in page
    assert late.context["form"]["transcript"].value() == "Mine."
    again = {"revision": late.context["form"]["revision"].value()}
    assert desk.post(url, form | again | {"title": "My own title"}).status_code == 302
    recording.refresh_from_db()
    assert (recording.title, recording.transcript) == ("My own title", "Mine.")


def test_edit_needs_what_it_was_opened_with(desk):
    recording = RecordingFactory(published_at=None, title="Before")
    url = reverse("cohorts:organise_recording_edit", args=[recording.pk])
    form = {"title": "Mine", "kind": "reunion", "recorded_on": "2026-02-04"}

    assert desk.post(url, form).status_code == 422

    recording.refresh_from_db()
    assert recording.title == "Before"


def test_edit_shows_what_is_told_as_a_browser_reads_it(desk):
    recording = RecordingFactory(presenter=people.member(handle="presenter"))
    url = reverse("cohorts:organise_recording_edit", args=[recording.pk])

    page = desk.get(url).content.decode()

    assert 'value="2026-02-03"' in page
    assert 'value="presenter"' in page


def test_edit_keeps_the_transcript_of_what_is_published(desk):
    recording = RecordingFactory(transcript="Words.")
    url = reverse("cohorts:organise_recording_edit", args=[recording.pk])
    form = {"title": "Another title", "kind": "demo", "recorded_on": "2026-02-04"}

    response = desk.post(url, form | {"transcript": ""})

    recording.refresh_from_db()
    assert response.status_code == 422
    assert recording.transcript == "Words."


def test_publish_waits_for_the_transcript(desk):
    recording = RecordingFactory(published_at=None, transcript="")
    page = reverse("cohorts:organise_recording_edit", args=[recording.pk])
    publish = reverse("cohorts:organise_recording_publish", args=[recording.pk])

    assert "Add the transcript first" in desk.get(page).content.decode()
    assert desk.post(publish).status_code == 403
    recording.refresh_from_db()
    assert recording.published_at is None

    Recording.objects.filter(pk=recording.pk).update(transcript="Words.")
    assert desk.post(publish).status_code == 302
    recording.refresh_from_db()
    assert recording.is_published

    unpublish = reverse("cohorts:organise_recording_unpublish", args=[recording.pk])
    assert desk.post(unpublish).status_code == 302
    recording.refresh_from_db()
    assert not recording.is_published


@pytest.mark.parametrize("who", ["member", "moderator", "mentor", "suspended"])
def test_the_desk_is_404_to_everyone_else(client, cohort, who):
    recording = RecordingFactory(collection=cohort.collection, published_at=None)
    client.force_login(getattr(people, who)())

    answers = {
        upload(client, cohort, mp4()).status_code,
        client.get(reverse("cohorts:cohort_index")).status_code,
        client.get(reverse("cohorts:cohort_detail", args=[cohort.slug])).status_code,
        client.post(reverse("cohorts:cohort_create"), {"name": "X"}).status_code,
        client.post(reverse("cohorts:cohort_grant", args=[cohort.slug])).status_code,
        client.post(
            reverse("cohorts:organise_recording_edit", args=[recording.pk])
        ).status_code,
        client.post(
            reverse("cohorts:organise_recording_publish", args=[recording.pk])
        ).status_code,
    }

    recording.refresh_from_db()
    assert answers == {404}
    assert Recording.objects.count() == 1
    assert recording.published_at is None
