import os
import pwd
from pathlib import Path

import psycopg
import pytest

from tools import postgres
from tools.console import Stop


@pytest.fixture(autouse=True)
def _no_other_server(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)


def ask(address, question):
    """The address is written for Django: its path holds the folder of the socket."""
    folder = address.removeprefix("postgresql://postgres@/").rpartition("/")[0]
    with psycopg.connect(host=folder, user="postgres", dbname="postgres") as connection:
        return connection.execute(question).fetchone()[0], Path(folder)


def test_postgres_is_there_while_it_is_needed_and_leaves_nothing():
    with postgres.postgres() as address:
        zone, folder = ask(address, "SHOW timezone")
        assert zone == "UTC"
        assert len(str(folder)) < 80

    assert not folder.exists()


def test_postgres_is_not_root_where_there_are_no_namespaces(monkeypatch, tmp_path):
    # No unshare on this path.
    monkeypatch.setenv("PATH", str(tmp_path))
    me = pwd.getpwuid(os.geteuid()).pw_name

    with postgres.postgres() as address:
        user, folder = ask(address, "SELECT current_user")
        assert user == "postgres"
        assert (folder / "data").owner() == ("nobody" if me == "root" else me)


def test_another_server_can_be_named(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://u:p@elsewhere/site")

    with postgres.postgres() as address:
        assert address == "postgresql://u:p@elsewhere/site"


def test_a_machine_without_binaries_is_told_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr("tools.environment.VENV", tmp_path)

    with pytest.raises(Stop, match="name a server in TEST_DATABASE_URL"):
        postgres.binaries()


def test_a_server_that_does_not_start_says_why(tmp_path):
    server = postgres.Server(tmp_path, postgres.binaries())
    server.start()
    try:
        second = postgres.Server(tmp_path, postgres.binaries())
        with pytest.raises(Stop, match="PostgreSQL could not make its files"):
            second.start()
    finally:
        server.stop()
