"""Tables that the database itself refuses to change: for migrations only."""

from collections.abc import Callable

from django.db.migrations import RunPython

ACTS = ("update", "delete")
_SQLITE = """
CREATE TRIGGER {table}_no_{act} BEFORE {ACT} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_no_{act} BEFORE {ACT} ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_refuse()
"""

_SQLITE_REPLACING = """
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_EMPTYING = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()
"""


def append_only(table: str) -> RunPython:
    """An operation after which rows of `table` are neither updated nor deleted."""

    def release(apps, schema_editor):
        for act in ACTS:
            _drop(schema_editor, table, act)

    return RunPython(_protection(table), release)


def never_emptied(table: str, *unique: str) -> RunPython:
    """An operation that closes two ways around `append_only`, which came before it.

    TRUNCATE on PostgreSQL runs no trigger of rows, and INSERT OR REPLACE on SQLite
    deletes a row without one. `unique` names the columns by which a row is replaced.
    """
    same = " OR ".join(f"{column} = NEW.{column}" for column in ("id", *unique))
    acts = {"sqlite": "replace", "postgresql": "truncate"}
    forms = {"sqlite": _SQLITE_REPLACING, "postgresql": _POSTGRESQL_EMPTYING}

    def protect(apps, schema_editor):
        release(apps, schema_editor)
        form = forms[schema_editor.connection.vendor]
        schema_editor.execute(form.format(table=table, same=same))

    def release(apps, schema_editor):
        _drop(schema_editor, table, acts[schema_editor.connection.vendor])

    return RunPython(protect, release)


def _protection(table: str) -> Callable[..., None]:
    def protect(apps, schema_editor):
        form = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[
            schema_editor.connection.vendor
        ]
        for act in ACTS:
            _drop(schema_editor, table, act)
            schema_editor.execute(form.format(table=table, act=act, ACT=act.upper()))

    return protect


def _drop(schema_editor, table: str, act: str) -> None:
    on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{on}")
