"""Files that only a view may hand out: outside the web root, never by an address."""

import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="core.private.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """A folder that no front server publishes; its owner alone reads the files."""

    file_permissions_mode = 0o600
    directory_permissions_mode = 0o700

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return str(Path(self.base_location).absolute())

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address of its own.")


def close_to_others(database: Path) -> None:
    """Let its owner alone read a SQLite file and what lies beside it.

    What SQLite makes there later takes after the file itself.
    """
    for ending in ("", "-wal", "-shm", "-journal"):
        # Not there, a name of memory, or a file of somebody else's.
        with suppress(OSError):
            Path(f"{database}{ending}").chmod(0o600)


def unguessable(folder: str, ending: str) -> str:
    """A name for a file that says nothing and that nobody finds by trying."""
    return f"{folder}/{secrets.token_urlsafe(32)}.{ending}"
