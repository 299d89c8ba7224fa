"""Everything that writes a recording."""

from datetime import date

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from access.access import Access
from access.models import Circle
from accounts.models import User
from accounts.services.audit import record
from core import clock
from core.private import PrivateStorage, unguessable
from core.revisions import check_revision
from core.verdicts import enforce
from recordings import policies, signatures
from recordings.models import Collection, Recording

FOLDER = "recordings"
# What is told of a film, where two may change it.
FIELDS = (
    *("title", "kind", "recorded_on", "presenter", "circle"),
    *("captions", "transcript"),
)
CHANGED = (
    "Someone changed this recording after you opened it. Nothing has been overwritten."
)


def add_recording(
    *,
    organiser: User,
    collection: Collection,
    title: str,
    kind: str,
    recorded_on: date,
    file: File,
    transcript: str = "",
    captions: str = "",
    presenter: User | None = None,
    circle: Circle | None = None,
) -> Recording:
    """Store a film, which nobody but organisers sees until it is published.

    The file is looked at and copied before the transaction, in blocks. Raises
    NoVideo where it is no film; nothing is kept of it then.
    """
    enforce(policies.can_run_programme(Access.of(organiser)))
    content_type = signatures.kind_of(file, file.size)
    storage = PrivateStorage()
    name = storage.save(unguessable(FOLDER, content_type.ending), file)
    stored_files = [name]
    try:
        captions_name = _keep_captions(captions, stored_files)
        with transaction.atomic():
            enforce(policies.can_run_programme(Access.of(organiser)))
            recording = Recording(
                collection=collection,
                circle=circle,
                title=title,
                kind=kind,
                recorded_on=recorded_on,
                presenter=presenter,
                file=name,
                size=storage.size(name),
                content_type=content_type,
                captions=captions_name,
                transcript=transcript,
                uploaded_by=organiser,
            )
            recording.full_clean()
            recording.save(force_insert=True)
            _record(organiser, "recording_added", recording)
    except BaseException:
        for one in stored_files:
            storage.delete(one)
        raise
    return recording


def change_recording(
    *,
    organiser: User,
    recording: Recording,
    title: str,
    kind: str,
    recorded_on: date,
    transcript: str,
    captions: str = "",
    presenter: User | None = None,
    circle: Circle | None = None,
    revision: str = "",
) -> Recording:
    """Change what is told of a film. The film itself stays; no captions: as before.

    `revision` is that of the recording as the organiser saw it. Raises Changed where
    it is another one by now.
    """
    stored_files: list[str] = []
    captions_name = _keep_captions(captions, stored_files)
    try:
        with transaction.atomic():
            recording = _locked(recording)
            enforce(policies.can_run_programme(Access.of(organiser)))
            if revision:
                check_revision(recording, FIELDS, seen=revision, sentence=CHANGED)
            replaced = recording.captions.name if captions_name else ""
            recording.title = title
            recording.kind = kind
            recording.recorded_on = recorded_on
            recording.transcript = transcript
            recording.presenter = presenter
            recording.circle = circle
            if captions_name:
                recording.captions = captions_name
            recording.full_clean()
            recording.save()
            _record(organiser, "recording_changed", recording)
            if replaced:
                transaction.on_commit(lambda: PrivateStorage().delete(replaced))
    except BaseException:
        for one in stored_files:
            PrivateStorage().delete(one)
        raise
    return recording


def publish_recording(*, organiser: User, recording: Recording) -> Recording:
    """Show it to everyone who was granted it."""
    with transaction.atomic():
        recording = _locked(recording)
        access = Access.of(organiser)
        enforce(policies.can_publish_recording(access, recording))
        recording.published_at = clock.now()
        recording.save(update_fields=["published_at"])
        _record(organiser, "recording_published", recording)
    return recording


def unpublish_recording(*, organiser: User, recording: Recording) -> Recording:
    """Take it back from everyone at once, such as to mend its transcript."""
    with transaction.atomic():
        recording = _locked(recording)
        access = Access.of(organiser)
        enforce(policies.can_unpublish_recording(access, recording))
        recording.published_at = None
        recording.save(update_fields=["published_at"])
        _record(organiser, "recording_unpublished", recording)
    return recording


def _locked(recording: Recording) -> Recording:
    return Recording.objects.select_for_update(no_key=True).get(pk=recording.pk)


def _keep_captions(captions: str, stored_files: list[str]) -> str:
    if not captions:
        return ""
    content = ContentFile(captions.encode())
    name = PrivateStorage().save(unguessable(FOLDER, "vtt"), content)
    stored_files.append(name)
    return name


def _record(organiser: User, action: str, recording: Recording) -> None:
    after = {
        "title": recording.title,
        "cohort": recording.collection.slug,
        "published": recording.is_published,
    }
    record(actor=organiser, action=action, target=recording, after=after)
