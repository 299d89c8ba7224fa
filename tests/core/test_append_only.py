"""Rows that the database itself neither changes, nor deletes, nor replaces."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import AuditEntry
from accounts.services.audit import record
from core import clock
from moderation.models import LogEntry
from onboarding.models import ShopEvent
from tests.factories.access import member
from tests.factories.moderation import LogEntryFactory

pytestmark = pytest.mark.django_db


def shop_event():
    return ShopEvent.objects.create(
        event_id="event-1",
        kind="opened",
        reference="order-1",
        occurred_at=clock.now(),
        digest="0" * 64,
        outcome="nothing",
    )


def audit_entry():
    return record(actor=None, action="what.happened", target=member())


KEPT = {
    LogEntry: LogEntryFactory,
    AuditEntry: audit_entry,
    ShopEvent: shop_event,
}
LOGS = pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)


def rows(model):
    return list(model.objects.order_by("pk").values())


def refused(statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return True


@LOGS
def test_a_row_is_never_taken_away(model):
    KEPT[model]()
    before = rows(model)
    table = model._meta.db_table
    # What waits for the commit would refuse a TRUNCATE as well.
    connection.check_constraints()
    empty = "TRUNCATE {}" if connection.vendor == "postgresql" else "DELETE FROM {}"

    assert refused(empty.format(table))

    assert rows(model) == before


@LOGS
def test_a_row_is_never_replaced(model):
    KEPT[model]()
    before = rows(model)
    table = model._meta.db_table
    columns = ", ".join(field.column for field in model._meta.fields)
    forged = columns.replace("act,", "'forged',").replace("outcome", "'opened'")
    again = f"INTO {table} ({columns}) SELECT {forged} FROM {table}"
    if connection.vendor == "postgresql":
        again = f"INSERT {again} ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id"
    else:
        again = f"INSERT OR REPLACE {again}"

    assert refused(again)

    assert rows(model) == before


def test_a_row_is_not_replaced_by_another_of_its_unique_columns():
    event = shop_event()
    before = rows(ShopEvent)
    columns = [field.column for field in ShopEvent._meta.fields if field.name != "id"]
    named = ", ".join(columns)
    insert = "INSERT" if connection.vendor == "postgresql" else "INSERT OR REPLACE"
    conflict = (
        " ON CONFLICT (event_id) DO UPDATE SET outcome = 'opened'"
        if connection.vendor == "postgresql"
        else ""
    )

    assert refused(
        f"{insert} INTO onboarding_shopevent ({named}) "
        f"SELECT {named} FROM onboarding_shopevent WHERE id = {event.pk}{conflict}"
    )

    assert rows(ShopEvent) == before


@LOGS
def test_rows_can_be_added(model):
    KEPT[model]()

    assert model.objects.count() == 1
