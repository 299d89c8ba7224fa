from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction

from recordings.errors import NoVideo
from recordings.models import Recording
from recordings.services import recordings
from tests.factories import access as people
from tests.factories.films import mp4
from tests.factories.recordings import CollectionFactory, RecordingFactory
from tests.racing import race

pytestmark = pytest.mark.django_db


def add(organiser, content, **fields):
    return recordings.add_recording(
        organiser=organiser,
        collection=fields.pop("collection", None) or CollectionFactory(),
        title=fields.pop("title", "A demo of a queue"),
        kind="demo",
        recorded_on=date(2026, 2, 3),
        file=File(BytesIO(content), name="../../etc/passwd.mp4"),
        **fields,
    )


def stored():
    folder = Path(site.PRIVATE_ROOT)
    return [path for path in folder.rglob("*") if path.is_file()]


def test_add_recording_never_takes_the_name_that_was_sent():
    recording = add(people.organiser(), mp4())

    assert recording.file.name.startswith("recordings/")
    assert "passwd" not in recording.file.name
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("content", "fields", "error"),
    [
        (b"<html>", {}, NoVideo),
        (mp4(), {"title": "abc"}, ValidationError),
        (mp4(), {"transcript": "x" * 300_001}, ValidationError),
    ],
)
def test_add_recording_that_fails_leaves_no_file_behind(content, fields, error):
    with pytest.raises(error):
        add(people.organiser(), content, captions="WEBVTT", **fields)

    assert not Recording.objects.exists()
    assert stored() == []


def test_add_recording_is_for_organisers():
    with pytest.raises(PermissionDenied, match="Only organisers"):
        add(people.moderator(), mp4())

    assert not Recording.objects.exists()
    assert stored() == []


def test_publish_recording_is_for_organisers():
    recording = RecordingFactory(published_at=None)

    with pytest.raises(PermissionDenied, match="Only organisers"):
        recordings.publish_recording(organiser=people.member(), recording=recording)

    recording.refresh_from_db()
    assert recording.published_at is None


@pytest.mark.parametrize("wrong", [{"transcript": ""}, {"size": 0}, {"kind": "song"}])
def test_the_database_holds_the_rules_itself(wrong):
    recording = RecordingFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.filter(pk=recording.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_publish_recording_twice_at_once_publishes_once():
    recording, organiser = RecordingFactory(published_at=None), people.organiser()

    def action():
        return recordings.publish_recording(organiser=organiser, recording=recording)

    outcomes = race(action, action)

    refused = [one for one in outcomes if isinstance(one, PermissionDenied)]
    assert len(refused) == 1
    assert Recording.objects.get().is_published
