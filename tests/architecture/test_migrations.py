import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel
from django.db.models import NOT_PROVIDED

from tests.architecture.code import packages

# Columns of releases from before this rule. They stand in every database by now.
BEFORE = {
    ("accounts", "grant", "reference"),
    ("accounts", "invitation", "reference"),
    ("accounts", "circle", "grace_days"),
    ("notifications", "notice", "conversation"),
}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_release_before_can_write_beside_a_new_column():
    """While a release is rolled out, the code of the one before inserts rows too."""
    blocking = {
        (label, operation.model_name.lower(), operation.name)
        for (label, _name), migration in MigrationLoader(None).graph.nodes.items()
        if label in packages()
        for operation in added(migration)
        if not operation.field.null and operation.field.db_default is NOT_PROVIDED
    }

    assert blocking == BEFORE


def added(migration):
    """Columns that a migration adds to tables that were there before it."""
    new = {
        operation.name.lower()
        for operation in migration.operations
        if isinstance(operation, CreateModel)
    }
    return [
        operation
        for operation in migration.operations
        if isinstance(operation, AddField) and operation.model_name.lower() not in new
    ]
