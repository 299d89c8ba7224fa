"""The seals of the logs: what they cover, and what a check finds."""

import json
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts import registry
from accounts.models import AuditEntry, Seal, SealedRow
from accounts.services.audit import record
from accounts.services.chain import checking, sealing
from core import clock
from moderation.models import LogEntry
from tests.factories.access import member, organiser
from tests.factories.moderation import LogEntryFactory
from tests.racing import Racer, race

pytestmark = pytest.mark.django_db
AUDIT = AuditEntry._meta.label_lower


def log(label=AUDIT):
    return next(log for log in registry.logs() if log.label == label)


def actions(count):
    person = member()
    return [
        record(actor=person, action=f"act_{n}", target=person) for n in range(count)
    ]


def as_superuser(statement, table="accounts_auditentry"):
    """What whoever owns the database can do, in spite of its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for action in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}")
        cursor.execute(statement)


@pytest.fixture
def sealed():
    """Two seals of the audit, and its rows."""
    rows = actions(2)
    sealing.seal_logs()
    rows += actions(2)
    sealing.seal_logs()
    return rows


def test_both_logs_are_sealed():
    actions(1)
    LogEntryFactory()

    sealing.seal_logs()

    assert [found.label for found in registry.logs()] == [
        AUDIT,
        LogEntry._meta.label_lower,
    ]
    for found in registry.logs():
        report = checking.check(found)
        assert (report.breaks, report.unsealed) == ([], 0)
        assert report.rows == found.model.objects.count()


def test_a_seal_follows_the_one_before(sealed):
    first, second = Seal.objects.filter(log=AUDIT).order_by("number")

    assert (first.number, first.previous) == (1, "")
    assert (second.number, second.previous) == (2, first.digest)
    assert second.last_id == sealed[-1].pk


def test_a_row_below_the_first_key_shows(sealed):
    """Keys are given from one; whoever owns the database writes any."""
    person = member()
    slipped = AuditEntry(pk=-1, actor=person, action="x", target_kind="y", target_id=1)
    slipped.save(force_insert=True)

    report = checking.check(log())

    assert report.breaks == ["Row -1 came after seal 1, which it lies within."]


def test_nothing_new_makes_no_seal(sealed):
    assert sealing.seal_logs() == 0
    assert Seal.objects.count() == 2


def test_a_long_log_is_sealed_in_batches(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    actions(5)

    sealing.seal_logs()

    assert [seal.rows.count() for seal in Seal.objects.order_by("number")] == [2, 2, 1]
    assert checking.check(log()).breaks == []


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'Another one.'",
        "action = 'nothing'",
        "actor_id = NULL",
        "at = '2020-01-01 00:00:00+00:00'",
        "target_id = 0",
    ],
)
def test_a_changed_row_is_found(sealed, change):
    row = sealed[1]

    as_superuser(f"UPDATE accounts_auditentry SET {change} WHERE id = {row.pk}")

    assert checking.check(log()).breaks == [f"Row {row.pk} was changed after seal 1."]


def test_a_row_that_is_gone_is_found(sealed):
    row = sealed[0]

    as_superuser(f"DELETE FROM accounts_auditentry WHERE id = {row.pk}")

    assert checking.check(log()).breaks == [f"Row {row.pk} is gone. Seal 1 holds it."]


def test_a_row_that_is_slipped_in_is_found(sealed):
    first = sealed[0].pk
    as_superuser(f"DELETE FROM accounts_auditentry WHERE id = {first}")
    SealedRow.objects.filter(row_id=first).delete()
    AuditEntry(pk=first, action="slipped", target_kind="x", target_id=1).save(
        force_insert=True
    )

    assert checking.check(log()).breaks == [
        "Seal 1 does not fit what it holds.",
        f"Row {first} came after seal 1, which it lies within.",
    ]


def test_a_digest_that_was_made_to_fit_breaks_its_seal(sealed):
    SealedRow.objects.filter(row_id=sealed[0].pk).update(digest="0" * 64)

    assert "Seal 1 does not fit what it holds." in checking.check(log()).breaks


def test_a_seal_that_was_made_to_fit_breaks_the_next(sealed):
    as_superuser(
        "UPDATE accounts_seal SET digest = '" + "0" * 64 + "' WHERE number = 1",
        table="accounts_seal",
    )

    assert checking.check(log()).breaks == [
        "Seal 1 does not fit what it holds.",
        "Seal 2 does not follow the one before.",
    ]


def test_a_redacted_row_leaves_the_chain_whole(sealed):
    row = sealed[0]
    as_superuser(f"UPDATE accounts_auditentry SET reason = '' WHERE id = {row.pk}")
    as_superuser(f"UPDATE accounts_auditentry SET action = 'x' WHERE id = {row.pk}")
    SealedRow.objects.filter(row_id=row.pk).update(salt="", redacted_at=clock.now())

    report = checking.check(log())

    assert (report.breaks, report.redacted) == ([], [row.pk])


def test_the_command_says_that_the_chain_holds(sealed, capsys, tmp_path):
    seals = tmp_path / "seals.json"

    call_command("check_logs", export=seals)
    actions(1)
    sealing.seal_logs()
    call_command("check_logs", known=seals)

    assert "The chain holds." in capsys.readouterr().out
    [kept] = json.loads(seals.read_text())
    assert (kept["log"], kept["number"]) == (AUDIT, 2)


def test_the_command_says_where_it_breaks(sealed):
    row = sealed[2]
    as_superuser(f"UPDATE accounts_auditentry SET action = 'x' WHERE id = {row.pk}")

    with pytest.raises(CommandError, match=f"Row {row.pk} was changed after seal 2"):
        call_command("check_logs")


def test_a_chain_made_anew_differs_from_what_was_kept(sealed, tmp_path):
    seals = tmp_path / "seals.json"
    call_command("check_logs", export=seals)
    SealedRow.objects.all().delete()
    as_superuser("DELETE FROM accounts_seal", table="accounts_seal")
    first = sealed[0].pk
    as_superuser(f"UPDATE accounts_auditentry SET action = 'x' WHERE id = {first}")
    sealing.seal_logs()

    assert checking.check(log()).breaks == []
    with pytest.raises(CommandError, match="is not the one that was kept"):
        call_command("check_logs", known=seals)


def test_a_file_that_holds_no_seals_is_refused(tmp_path):
    file = tmp_path / "seals.json"
    file.write_text("[1]")

    with pytest.raises(CommandError, match="no exported seals"):
        call_command("check_logs", known=file)


@pytest.mark.django_db(transaction=True)
def test_what_an_older_transaction_still_writes_is_waited_for():
    """It has the lower key. On SQLite nobody seals before it has ended."""
    person, written, may_end = member(), Event(), Event()
    outcomes = []

    def write_slowly():
        with transaction.atomic():
            entry = record(actor=person, action="slow", target=person)
            written.set()
            may_end.wait(20)
        return entry.pk

    racer = Racer(write_slowly, outcomes)
    racer.start()
    assert written.wait(20)
    if connection.vendor == "postgresql":
        quick = record(actor=person, action="quick", target=person)
        assert sealing.seal_next(log()) is None
        may_end.set()
        racer.join()
        assert outcomes[0] < quick.pk
    may_end.set()
    racer.join()

    sealing.seal_logs()

    report = checking.check(log())
    assert (report.breaks, report.unsealed) == ([], 0)
    assert report.rows == AuditEntry.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_who_seal_at_once_make_one_chain():
    actions(3)

    race(*[lambda: sealing.seal_next(log())] * 4)

    assert Seal.objects.count() == 1
    assert checking.check(log()).breaks == []


def test_organisers_see_the_newest_seals(client, sealed):
    client.force_login(organiser())

    page = client.get(reverse("access:organise_index"))

    newest = Seal.objects.get(number=2)
    assert page.context["seals"] == [newest]
    assert newest.short in page.content.decode()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE accounts_seal SET number = number + 5", "DELETE FROM accounts_seal"],
)
def test_the_database_itself_refuses_to_change_a_seal(sealed, statement):
    before = list(Seal.objects.order_by("pk").values())

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert list(Seal.objects.order_by("pk").values()) == before
