"""A copy of everything that is a person's own, which they fetch themselves.

The rooms hand over their parts, file by file, through the registry; one file is in
memory at a time. Neither a closed window nor a suspension stands in the way.
"""

import logging
import os
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path, PurePosixPath

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from access.access import Access
from accounts import registry
from accounts.models import User
from accounts.services.audit import record
from accounts.services.people import lock_person
from core import clock, throttling
from core.export_files import ExportFile
from core.limits import EXPORT_LIFE, EXPORT_STUCK_AFTER, EXPORTING
from core.private import PrivateStorage, unguessable
from core.verdicts import enforce
from outbox.services import jobs
from privacy.models import Export
from privacy.policies import can_export
from privacy.services import account_mail

BUILD = "privacy.build_export"
FOLDER = "exports"
# Jobs try again after 1, 2 and 4 minutes: whoever waits is told within ten.
LAST_TRY_AFTER = timedelta(minutes=5)

logger = logging.getLogger(__name__)


def ask_for_export(*, person: User) -> Export:
    """Have a copy built. Who asks twice has asked once: one is under way at most.

    One that came to nothing within the hour stands in nobody's way.
    """
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_export(Access.of(person)))
        Export.objects.own(person).stuck().update(failed_at=clock.now())
        under_way = Export.objects.own(person).under_way().first()
        if under_way:
            return under_way
        throttling.hit(
            "export",
            person.pk,
            rate=EXPORTING,
            sentence="That was the fifth export today. The next can begin later.",
        )
        export = Export.objects.create(person=person)
        record(actor=person, action="export_asked", target=export)
        jobs.enqueue(BUILD, export_id=export.pk)
    return export


def build_export(export_id: int) -> None:
    """The job: bears to be run again, and to be run twice at once.

    It says itself when it has failed for good, so that its person may ask anew.
    """
    export = Export.objects.select_related("person").filter(pk=export_id).first()
    if export is None or not export.is_under_way:
        return
    if not export.person.is_active:
        Export.objects.filter(pk=export.pk).update(failed_at=clock.now())
        return
    try:
        _build(export)
    except Exception:
        if clock.now() < export.asked_at + LAST_TRY_AFTER:
            raise
        logger.exception("export %s was given up", export.pk)
        under_way = Export.objects.under_way().filter(pk=export.pk)
        under_way.update(failed_at=clock.now())


def _build(export: Export) -> None:
    storage = PrivateStorage()
    name = unguessable(FOLDER, "zip")
    path = Path(storage.path(name))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        write_zip(
            path, person=export.person, files=registry.export_files(export.person)
        )
        is_mine = _finish(export, name, path.stat().st_size)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if not is_mine:
        path.unlink(missing_ok=True)


def _finish(export: Export, name: str, size: int) -> bool:
    """Say that it is ready, unless another run did: whose file it is then."""
    with transaction.atomic():
        person = lock_person(export.person)
        export = Export.objects.select_for_update(no_key=True).get(pk=export.pk)
        if not export.is_under_way or not person.is_active:
            return False
        now = clock.now()
        export.file.name = name
        export.size = size
        export.ready_at, export.expires_at = now, now + EXPORT_LIFE
        export.save(update_fields=["file", "size", "ready_at", "expires_at"])
        account_mail.send_export_ready(export)
    return True


def write_zip(path: Path, *, person: User, files: Iterable[ExportFile]) -> None:
    """The files, and two that say what they are. Readable by its owner alone."""
    listed: list[tuple[str, str]] = []
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(handle, "wb") as target,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for file in _checked(files):
            archive.writestr(file.path, file.content)
            if file.about:
                listed.append((file.path, file.about))
        context = {"person": person, "at": clock.now(), "files": listed}
        for name in ("index.html", "README.txt"):
            text = render_to_string(f"privacy/exports/archive/{name}", context)
            archive.writestr(name, text)


def _checked(files: Iterable[ExportFile]) -> Iterator[ExportFile]:
    """No file twice, none outside the folder into which a person unpacks them."""
    seen = set()
    for file in files:
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts or "\\" in file.path:
            raise ValueError(f"{file.path} lies outside the export.")
        if file.path in seen:
            raise ValueError(f"{file.path} is handed over twice.")
        seen.add(file.path)
        yield file


def remove_old_exports() -> int:
    """Remove the files of exports whose time has passed, or whose person has left."""
    now = clock.now()
    Export.objects.stuck().update(failed_at=now)
    over = Export.objects.filter(ready_at__isnull=False, removed_at=None).filter(
        Q(expires_at__lte=now) | Q(person__is_active=False)
    )
    removed = 0
    for export in over:
        PrivateStorage().delete(str(export.file.name))
        removed += Export.objects.filter(pk=export.pk, removed_at=None).update(
            file="", removed_at=now
        )
    _sweep()
    return removed


def _sweep() -> None:
    """Files that a killed job left half written belong to nobody."""
    folder = Path(PrivateStorage().path(FOLDER))
    if not folder.is_dir():
        return
    for path in folder.glob("*.zip"):
        age = clock.now().timestamp() - path.stat().st_mtime
        is_old = age > EXPORT_STUCK_AFTER.total_seconds()
        if is_old and not Export.objects.filter(file=f"{FOLDER}/{path.name}").exists():
            path.unlink(missing_ok=True)
