"""Reading what an export holds."""

import json
from pathlib import Path
from zipfile import ZipFile

from accounts import registry
from privacy.services.export import write_zip


def archive_of(person, folder):
    """Each file of a person's export by its path."""
    path = Path(folder) / f"{person.pk}.zip"
    path.unlink(missing_ok=True)
    write_zip(path, person=person, files=registry.export_files(person))
    return opened(path)


def opened(path):
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def data(files, name):
    return json.loads(files[name])
