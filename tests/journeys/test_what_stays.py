"""What stays when a window has ended: the films, and a copy of one's own words."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import expect

from core import clock
from outbox.services.jobs import run_next_job
from pages.sample.film import film
from recordings.services.recordings import add_recording, publish_recording
from tests.factories import access as people
from tests.factories.cohorts import CohortFactory
from tests.factories.forum import PostFactory
from tests.factories.recordings import keep

pytestmark = pytest.mark.django_db(transaction=True)

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nWelcome to the demo.\n"


@pytest.fixture
def recording():
    organiser = people.organiser()
    recording = add_recording(
        organiser=organiser,
        collection=CohortFactory(name="Cohort 2").collection,
        title="A demo of a queue",
        kind="demo",
        recorded_on=clock.now().date(),
        file=SimpleUploadedFile("film.webm", film()),
        transcript="Welcome to the demo.\n\nThis is a queue.",
        captions=CAPTIONS,
    )
    return publish_recording(organiser=organiser, recording=recording)


def test_expired_person_watches_jumps_and_downloads(
    page, sign_in, recording, assert_accessible
):
    person = people.expired()
    keep(person, recording.collection)
    sign_in(page, person)

    page.goto(reverse("access:access_detail"))
    page.get_by_role("link", name="1 recording").click()
    expect(page.get_by_role("heading", name="Your recordings")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="A demo of a queue", exact=True).click()
    video = page.locator("video")
    expect(video).to_have_js_property("duration", 4)
    video.evaluate("video => { video.currentTime = 3 }")
    expect(video).to_have_js_property("seeking", False)
    expect(video).to_have_js_property("currentTime", 3)
    expect(video).to_have_js_property("error", None)
    expect(page.get_by_text("This is a queue.")).to_be_visible()
    assert video.evaluate("video => video.textTracks.length") == 1
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it").click()

    assert Path(download.value.path()).read_bytes() == film()
    assert download.value.suggested_filename.endswith("a-demo-of-a-queue.webm")


def test_expired_person_fetches_a_copy_without_scripts(
    page_without_scripts, sign_in, assert_accessible
):
    page, person = page_without_scripts, people.expired()
    PostFactory(author=person, body="Words that stay mine.")
    sign_in(page, person)

    page.goto(reverse("accounts:profile_own"))
    page.get_by_role("link", name="Your data").click()
    page.get_by_role("button", name="Put a copy together").click()
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_text("Your copy is being put together").first).to_be_visible()
    while run_next_job("journey"):
        pass
    page.goto(reverse("privacy:export_index"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()

    archive = ZipFile(BytesIO(Path(download.value.path()).read_bytes()))
    texts = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "Words that stay mine." in texts


def test_organiser_uploads_publishes_and_gives_to_a_whole_cohort(
    page, sign_in, assert_accessible
):
    cohort = CohortFactory(name="Cohort 2")
    graduate = people.member(display_name="Greta Graduate")
    people.GrantFactory(person=graduate, circle=cohort.circle)
    sign_in(page, people.organiser())

    page.goto(cohort.get_absolute_url())
    page.get_by_role("link", name="Upload a recording").click()
    page.get_by_label("Title").fill("A demo of a queue")
    page.get_by_label("Recorded on").fill("2026-02-03")
    page.get_by_label("Film").set_input_files(
        {"name": "film.webm", "mimeType": "video/webm", "buffer": film() + b"<html>"}
    )
    page.get_by_label("Transcript").fill("All that is said.")
    page.get_by_role("button", name="Upload it").click()
    expect(page.get_by_text("something else is attached").first).to_be_visible()
    expect(page.get_by_label("Transcript")).to_have_value("All that is said.")
    assert_accessible(page)
    page.get_by_label("Film").set_input_files(
        {"name": "film.webm", "mimeType": "video/webm", "buffer": film()}
    )
    page.get_by_role("button", name="Upload it").click()
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_text("A demo of a queue is published")).to_be_visible()
    assert_accessible(page)

    page.goto(cohort.get_absolute_url())
    page.get_by_role("link", name="Give them to everyone").click()
    page.get_by_label("Reason").fill("Graduated today.")
    page.get_by_role("button", name="See what would happen").click()
    expect(page.get_by_text("Greta Graduate: gets the recordings")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Give them to 1 person").click()

    expect(page.get_by_text("1 person keeps them")).to_be_visible()
