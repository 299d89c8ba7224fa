"""Files that only a view may hand out: outside the web root, never by an address."""

import secrets
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


def unguessable(folder: str, ending: str) -> str:
    """A name for a file that says nothing and that nobody finds by trying."""
    return f"{folder}/{secrets.token_urlsafe(32)}.{ending}"
