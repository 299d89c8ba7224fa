import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddField,
    AddIndex,
    AlterField,
    AlterModelTable,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
)
from django.db.models import NOT_PROVIDED

from core.migrating import AddIndexBeside
from tests.architecture.code import packages

TAKING = (RemoveField, RenameField, DeleteModel, RenameModel, AlterModelTable)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_release_before_can_write_beside_a_new_column():
    """While a release is rolled out, the code of the one before inserts rows too."""
    blocking = {
        (label, operation.model_name.lower(), operation.name)
        for (label, _name), migration in MigrationLoader(None).graph.nodes.items()
        if label in packages()
        for operation in beside(migration, AddField)
        if not operation.field.null and operation.field.db_default is NOT_PROVIDED
    }

    assert blocking == set()


def test_the_release_before_finds_every_column_that_it_knows():
    """It asks for all of them; what is needed no longer goes a release later."""
    taken = [
        (label, name, type(operation).__name__)
        for (label, name), migration in MigrationLoader(None).graph.nodes.items()
        if label in packages()
        for operation in migration.operations
        if isinstance(operation, TAKING)
    ]

    assert taken == []


def test_the_release_before_may_leave_empty_what_it_could():
    """A column that takes no NULL any more refuses the rows of the code before."""
    loader = MigrationLoader(None)
    narrowed = [
        (key, operation.model_name, operation.name)
        for key, migration in loader.graph.nodes.items()
        if key[0] in packages()
        for operation in migration.operations
        if isinstance(operation, AlterField) and not operation.field.null
        if field_before(loader, key, operation).null
        if operation.field.db_default is NOT_PROVIDED
    ]

    assert narrowed == []


def test_an_index_is_added_while_others_write():
    stopping = {
        operation.index.name
        for (label, _name), migration in MigrationLoader(None).graph.nodes.items()
        if label in packages()
        for operation in beside(migration, AddIndex)
        if not isinstance(operation, AddIndexBeside) or migration.atomic
    }

    assert stopping == set()


def field_before(loader, key, operation):
    state = loader.project_state(key, at_end=False)
    return state.models[key[0], operation.model_name.lower()].fields[operation.name]


def beside(migration, kind):
    """What a migration does, of one kind, to tables that were there before it."""
    new = {
        operation.name.lower()
        for operation in migration.operations
        if isinstance(operation, CreateModel)
    }
    return [
        operation
        for operation in migration.operations
        if isinstance(operation, kind) and operation.model_name.lower() not in new
    ]
