"""What lies on the disk is read by its owner alone."""

import os

import pytest
from django.core.files.base import ContentFile
from django.db.utils import ConnectionHandler

from core.caches import SqliteCache
from core.private import PrivateStorage


@pytest.fixture
def open_mask():
    """As on a machine where new files are everybody's to read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder):
    return {entry.name: oct(entry.stat().st_mode)[-3:] for entry in folder.iterdir()}


@pytest.mark.django_db
def test_a_database_and_what_lies_beside_it(open_mask, tmp_path):
    sqlite = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "db.sqlite3",
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;"},
    }
    first = ConnectionHandler({"default": sqlite}).create_connection("default")
    first.connect()
    first.connection.execute("CREATE TABLE one (id integer)")
    first.connection.commit()

    assert modes(tmp_path) == {
        "db.sqlite3": "600",
        "db.sqlite3-wal": "600",
        "db.sqlite3-shm": "600",
    }
    first.connection.close()


@pytest.mark.django_db
def test_a_database_from_before(open_mask, tmp_path):
    (tmp_path / "db.sqlite3").touch(0o644)
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "db.sqlite3"}

    found = ConnectionHandler({"default": sqlite}).create_connection("default")
    found.connect()

    assert modes(tmp_path) == {"db.sqlite3": "600"}
    found.connection.close()


def test_the_file_of_the_limits(open_mask, tmp_path):
    cache = SqliteCache(str(tmp_path / "limits.sqlite3"), {})
    cache.set("one", 1)

    assert set(modes(tmp_path).values()) == {"600"}


def test_private_files_and_their_folders(open_mask, tmp_path, settings):
    settings.PRIVATE_ROOT = tmp_path / "private"

    PrivateStorage().save("exports/one.zip", ContentFile(b"One"))

    assert modes(tmp_path) == {"private": "700"}
    assert modes(tmp_path / "private") == {"exports": "700"}
    assert modes(tmp_path / "private" / "exports") == {"one.zip": "600"}
