"""Every page, on a database that takes nothing: what can be read is shown.

The database itself refuses: SQLite by its pragma, PostgreSQL by its transaction.
"""

import pytest
from django.db import connection, transaction

from tests.architecture.access_matrix import (
    ROWS,
    Undone,
    answered_by,
    browser_of,
    prove,
)
from tests.architecture.world import World

READERS = ("visitor", "member", "organiser")


def refuse_writes(cursor, refuse):
    if connection.vendor == "sqlite":
        cursor.execute(f"PRAGMA query_only = {int(refuse)}")
    elif refuse:
        cursor.execute("SET TRANSACTION READ ONLY")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(world):
    return {reader: browser_of(world, reader) for reader in READERS}


@pytest.mark.parametrize("door", [d for d in ROWS if d.method == "GET"], ids=str)
def test_a_page_is_shown_though_nothing_can_be_written(db, world, browsers, door):
    broken = []
    for reader in READERS:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                if door.is_proved:
                    prove(browsers[reader])
                url = door.url(world, reader)
                refuse_writes(cursor, True)
                said = answered_by(browsers[reader].get(url))
                if said.startswith("5") and door.name != "pages:health_detail":
                    broken.append((reader, said))
                raise Undone
        except Undone:
            pass
        finally:
            with connection.cursor() as cursor:
                refuse_writes(cursor, False)

    assert broken == []
