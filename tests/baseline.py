"""A test that commits leaves the database as the migrations made it.

Django empties every table after such a test, which takes the rows of migrations
along, fails on tables that refuse deletion, and is slow. Here the rows of the
fresh database are kept once and put back, past triggers.
"""

import sqlite3

from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = "baseline"


def keep():
    """Remember what the migrations wrote; from now on each flush returns to it."""
    restore = keep_sqlite() if connection.vendor == "sqlite" else keep_postgresql()
    TransactionTestCase._fixture_teardown = lambda test: restore()


def keep_sqlite():
    kept = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(kept)

    def restore():
        connection.ensure_connection()
        kept.backup(connection.connection)

    return restore


def keep_postgresql():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        filled = []
        for table in tables:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
            if cursor.fetchone()[0]:
                filled.append(table)
                cursor.execute(f'CREATE TABLE {KEPT}."{table}" AS TABLE "{table}"')
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal"
        )
        guarded = [name for (name,) in cursor.fetchall()]

    every = ", ".join(f'"{table}"' for table in tables)
    statements = [
        *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded),
        f"TRUNCATE {every}",
        "SET CONSTRAINTS ALL DEFERRED",
        *(f'INSERT INTO "{table}" SELECT * FROM {KEPT}."{table}"' for table in filled),
        "SET CONSTRAINTS ALL IMMEDIATE",
        *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded),
    ]

    def restore():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(";\n".join(statements))

    return restore
