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
