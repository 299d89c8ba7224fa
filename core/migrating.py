"""What migrations do beside a site that goes on running."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations.operations import AddIndex


class AddIndexBeside(AddIndexConcurrently):
    """Add an index while others write to its table.

    For a migration with `atomic = False`, and alone in it: where it fails half-way,
    PostgreSQL leaves an invalid index of that name to be dropped before the next
    try. SQLite has one writer anyway, and builds it at once.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, *states: Any
    ) -> None:
        self._way(schema_editor).database_forwards(
            self, app_label, schema_editor, *states
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, *states: Any
    ) -> None:
        self._way(schema_editor).database_backwards(
            self, app_label, schema_editor, *states
        )

    @staticmethod
    def _way(schema_editor: Any) -> type[AddIndex]:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        return AddIndexConcurrently if is_postgresql else AddIndex
