"""What of the programme a person's export holds: what they keep, and where it is."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core.export_files import ExportFile, as_json
from recordings.models import Recording


def recordings_of(person: User) -> Iterator[ExportFile]:
    """The list; each film is downloaded from its own page, as it may be gigabytes."""
    rows = [
        {
            "title": recording.title,
            "cohort": recording.collection.name,
            "kind": recording.get_kind_display(),
            "recorded_on": recording.recorded_on,
            "bytes": recording.size,
            "page": _address("recordings:recording_detail", recording),
            "download": _address("recordings:recording_file", recording)
            + "?download=1",
        }
        for recording in Recording.objects.granted_to(person).for_lists().by_day()
    ]
    yield as_json(
        "recordings/recordings.json",
        rows,
        "Recordings that are yours for life. Each is downloaded from its own page.",
    )


def _address(name: str, recording: Recording) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=[recording.pk])
