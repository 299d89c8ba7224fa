"""Tables that the database itself refuses to change: for migrations only."""

from django.db.migrations import RunPython

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

    def protect(apps, schema_editor):
        form = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[
            schema_editor.connection.vendor
        ]
        for act in ("update", "delete"):
            schema_editor.execute(form.format(table=table, act=act, ACT=act.upper()))

    def release(apps, schema_editor):
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for act in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act}{on}")

    return RunPython(protect, release)


def never_emptied(table: str, *unique: str) -> RunPython:
    """An operation that closes two ways around `append_only`, which came before it.

    TRUNCATE on PostgreSQL runs no trigger of rows, and INSERT OR REPLACE on SQLite
    deletes a row without one. `unique` names the columns by which a row is replaced.
    """
    same = " OR ".join(f"{column} = NEW.{column}" for column in ("id", *unique))
    names = {"sqlite": f"{table}_no_replace", "postgresql": f"{table}_no_truncate"}
    forms = {"sqlite": _SQLITE_REPLACING, "postgresql": _POSTGRESQL_EMPTYING}

    def protect(apps, schema_editor):
        form = forms[schema_editor.connection.vendor]
        schema_editor.execute(form.format(table=table, same=same))

    def release(apps, schema_editor):
        vendor = schema_editor.connection.vendor
        on = f" ON {table}" if vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {names[vendor]}{on}")

    return RunPython(protect, release)
