from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django_tasks_db.models import DBTaskResult

from accounts import registry
from core import clock
from core.errors import TooFast
from core.export_files import ExportFile
from outbox.models import Mail
from outbox.services.jobs import run_next_job
from privacy.models import Export
from privacy.services.export import (
    FOLDER,
    ask_for_export,
    build_export,
    remove_old_exports,
    write_zip,
)
from tests.factories import access as people
from tests.privacy.export.archives import opened
from tests.racing import race

pytestmark = pytest.mark.django_db


def stored():
    return list((Path(site.PRIVATE_ROOT) / FOLDER).glob("*"))


def drain():
    while run_next_job("test"):
        pass


def built(person):
    export = ask_for_export(person=person)
    build_export(export.pk)
    export.refresh_from_db()
    return export


def test_ask_for_export_has_the_worker_build_it_and_mails():
    person = people.member()

    ask_for_export(person=person)
    drain()

    export = Export.objects.get()
    assert export.is_open
    assert export.expires_at - export.ready_at == timedelta(hours=72)
    path = Path(export.file.path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size == export.size
    assert person.email in opened(path)["account/profile.json"]
    mail = Mail.objects.get(kind="account/export_ready")
    assert mail.to == person.email
    assert "/me/export/" in mail.text
    assert path.name not in mail.text


@pytest.mark.parametrize("who", ["expired", "suspended", "new_person", "organiser"])
def test_an_export_is_built_whatever_is_closed(who):
    assert built(getattr(people, who)()).is_open


def test_ask_for_export_twice_is_asking_once():
    person = people.member()

    assert ask_for_export(person=person) == ask_for_export(person=person)
    assert Export.objects.count() == 1


def test_ask_for_export_has_a_limit_a_day():
    person = people.member()
    for _ in range(5):
        built(person)

    with pytest.raises(TooFast, match="fifth export"):
        ask_for_export(person=person)

    assert Export.objects.count() == 5


def test_build_export_that_runs_again_builds_nothing_more():
    export = built(people.member())
    before = export.file.name

    build_export(export.pk)

    export.refresh_from_db()
    assert export.file.name == before
    assert len(stored()) == 1
    assert Mail.objects.filter(kind="account/export_ready").count() == 1


def test_build_export_builds_nothing_for_who_has_left():
    person = people.member()
    export = ask_for_export(person=person)
    person.is_active = False
    person.save()

    build_export(export.pk)

    export.refresh_from_db()
    assert export.failed_at is not None
    assert stored() == []
    assert not Mail.objects.filter(kind="account/export_ready").exists()


def test_remove_old_exports_removes_the_file_after_72_hours():
    export = built(people.member())

    with clock.at(export.expires_at - timedelta(seconds=1)):
        assert remove_old_exports() == 0
    assert len(stored()) == 1
    with clock.at(export.expires_at):
        assert not export.is_open
        assert remove_old_exports() == 1
        assert remove_old_exports() == 0

    export.refresh_from_db()
    assert export.removed_at is not None
    assert stored() == []


def test_remove_old_exports_takes_back_what_someone_left_behind():
    export = built(people.member())
    export.person.is_active = False
    export.person.save()

    assert remove_old_exports() == 1
    assert stored() == []


def fails(person):
    raise RuntimeError("This room is out of order.")


@pytest.fixture
def broken_room(monkeypatch):
    """A room whose part cannot be had, among those that can."""
    monkeypatch.setitem(registry._exports, "broken", fails)


def test_a_failing_export_is_tried_again_and_given_up_within_ten_minutes(broken_room):
    person, now = people.member(), clock.now()
    with clock.at(now):
        first = ask_for_export(person=person)
    states = {}

    for minute in range(11):
        with clock.at(now + timedelta(minutes=minute)):
            drain()
            first.refresh_from_db()
            states[minute] = first.failed_at is not None

    assert [minute for minute, failed in states.items() if failed] == [7, 8, 9, 10]
    assert stored() == []
    assert not Mail.objects.filter(kind="account/export_ready").exists()
    assert not DBTaskResult.objects.ready().exists()
    with clock.at(now + timedelta(minutes=8)):
        assert ask_for_export(person=person) != first


def test_an_export_whose_room_is_mended_meanwhile_gets_ready(monkeypatch):
    person, now = people.member(), clock.now()
    with monkeypatch.context() as broken, clock.at(now):
        broken.setitem(registry._exports, "broken", fails)
        export = ask_for_export(person=person)
        drain()

    with clock.at(now + timedelta(minutes=1)):
        drain()

    export.refresh_from_db()
    assert export.is_ready


def test_an_export_without_a_worker_can_be_asked_for_anew_after_an_hour():
    person, now = people.member(), clock.now()
    with clock.at(now):
        first = ask_for_export(person=person)
    with clock.at(now + timedelta(minutes=59, seconds=59)):
        assert ask_for_export(person=person) == first

    with clock.at(now + timedelta(hours=1)):
        second = ask_for_export(person=person)
        drain()

    first.refresh_from_db()
    second.refresh_from_db()
    assert second != first
    assert (first.is_ready, first.failed_at is not None) == (False, True)
    assert second.is_ready
    assert len(stored()) == 1


def test_remove_old_exports_gives_up_what_is_stuck():
    export = ask_for_export(person=people.member())

    with clock.at(export.asked_at + timedelta(hours=1)):
        remove_old_exports()

    export.refresh_from_db()
    assert export.failed_at is not None


def test_remove_old_exports_sweeps_what_a_killed_job_left():
    export = built(people.member())
    left = Path(site.PRIVATE_ROOT) / FOLDER / "half.zip"
    left.write_bytes(b"half")

    remove_old_exports()
    assert left.exists()
    with clock.at(clock.now() + timedelta(days=2, minutes=1)):
        remove_old_exports()

    assert not left.exists()
    assert Path(export.file.path).exists()


@pytest.mark.parametrize("path", ["/etc/passwd", "../out.txt", "a/../../b", "a\\..\\b"])
def test_write_zip_refuses_files_outside_its_folder(tmp_path, path):
    with pytest.raises(ValueError, match="outside"):
        write_zip(
            tmp_path / "x.zip",
            person=people.member(),
            files=[ExportFile(path, b"x")],
        )


def test_write_zip_refuses_a_file_twice(tmp_path):
    files = [ExportFile("a.txt", b"1"), ExportFile("a.txt", b"2")]

    with pytest.raises(ValueError, match="twice"):
        write_zip(tmp_path / "x.zip", person=people.member(), files=files)


def test_write_zip_takes_one_file_at_a_time(tmp_path):
    alive = []

    def files():
        for number in range(50):
            alive.append(number)
            # Nobody has asked for the next before this one was written.
            assert alive[-1] == number
            yield ExportFile(f"{number}.txt", b"x" * 1_000_000)

    write_zip(tmp_path / "x.zip", person=people.member(), files=files())

    assert len(opened(tmp_path / "x.zip")) == 52


@pytest.mark.django_db(transaction=True)
def test_ask_for_export_twice_at_once_is_one_export():
    person = people.member()

    def action():
        return ask_for_export(person=person).pk

    outcomes = race(action, action, action, action)

    assert len(set(outcomes)) == 1
    assert Export.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_build_export_twice_at_once_leaves_one_file_and_one_mail():
    export = ask_for_export(person=people.member())

    def action():
        build_export(export.pk)

    assert race(action, action) == [None, None]
    export.refresh_from_db()
    assert [path.name for path in stored()] == [Path(export.file.name).name]
    assert Mail.objects.filter(kind="account/export_ready").count() == 1


@pytest.mark.django_db(transaction=True)
def test_asking_anew_while_the_stuck_one_is_built_after_all_leaves_one_under_way():
    person = people.member()
    first = ask_for_export(person=person)
    Export.objects.update(asked_at=clock.now() - timedelta(hours=2))

    outcomes = race(
        lambda: ask_for_export(person=person).pk, lambda: build_export(first.pk)
    )

    assert outcomes[1] is None
    first.refresh_from_db()
    assert [export.pk for export in Export.objects.under_way()] == [outcomes[0]]
    assert outcomes[0] != first.pk
    assert first.is_ready is (first.failed_at is None)
    assert len(stored()) == int(first.is_ready)
