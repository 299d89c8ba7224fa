import pytest
from django.db import DatabaseError, connection, transaction

from moderation.models import LogEntry
from tests.factories.moderation import LogEntryFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE moderation_logentry SET reason = 'nothing happened'",
        "DELETE FROM moderation_logentry",
    ],
)
def test_the_database_itself_refuses_to_rewrite_the_log(statement):
    entry = LogEntryFactory(reason="What happened")

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert LogEntry.objects.get(pk=entry.pk).reason == "What happened"
