import json
import sqlite3
import subprocess
import sys

import pytest

from tests.setup.test_dev import SHELL
from tools import history
from tools.console import ROOT


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A database of these migrations, as `dev.py run` leaves it."""
    file = tmp_path_factory.mktemp("made") / "db.sqlite3"
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=SHELL | env_of(file),
        check=True,
    )
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file


@pytest.fixture
def database(made, tmp_path, monkeypatch):
    for name in ("DJANGO_SETTINGS_MODULE", "TEST_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "db.sqlite3"
    file.write_bytes(made.read_bytes())
    return file


def env_of(file):
    return {
        "DATABASE_URL": f"sqlite:///{file}",
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
    }


def change(file, statement):
    with sqlite3.connect(file) as connection:
        connection.execute(statement)
    connection.close()


def set_aside(file):
    history.set_aside_what_does_not_fit(env_of(file))
    return sorted(path.name for path in file.parent.glob("*-before-*.sqlite3"))


def test_a_database_of_this_checkout_stays_with_and_without_its_stamp(database):
    assert set_aside(database) == []
    history.note(env_of(database))
    assert set_aside(database) == []
    assert database.exists()


def test_what_is_not_there_yet_is_no_database_of_before(database):
    database.unlink()

    assert set_aside(database) == []


def test_a_database_that_lacks_the_newest_migrations_stays(database):
    history.note(env_of(database))
    change(
        database,
        "DELETE FROM django_migrations WHERE id = "
        "(SELECT max(id) FROM django_migrations WHERE app = 'stories')",
    )

    assert set_aside(database) == []


def test_a_migration_that_is_gone_sets_the_database_aside(database, capsys):
    change(
        database,
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('forum', '0099_of_an_older_checkout', '2026-01-01')",
    )

    [name] = set_aside(database)

    assert not database.exists()
    assert f"set aside as {database.parent / name}" in capsys.readouterr().out
    with sqlite3.connect(database.parent / name) as aside:
        [found] = aside.execute(
            "SELECT count(*) FROM django_migrations WHERE name LIKE '0099%'"
        ).fetchone()
    aside.close()
    assert found == 1


def test_a_migration_that_was_edited_sets_the_database_aside(database):
    history.note(env_of(database))
    stamp = database.with_name("db.sqlite3.migrations.json")
    digests = json.loads(stamp.read_text())
    stamp.write_text(json.dumps(digests | {"forum.0001_initial": "0" * 64}))

    assert len(set_aside(database)) == 1
    assert not stamp.exists()


def test_columns_tell_an_edited_migration_where_there_is_no_stamp(database):
    change(database, "ALTER TABLE forum_mention ADD COLUMN of_before TEXT")

    assert len(set_aside(database)) == 1


def test_a_history_out_of_order_sets_the_database_aside(database):
    change(
        database,
        "DELETE FROM django_migrations WHERE app = 'accounts' AND name LIKE '0001%'",
    )

    assert len(set_aside(database)) == 1
