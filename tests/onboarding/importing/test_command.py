from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access.models import Grant
from core import clock
from onboarding.models import Invitation
from tests.factories.access import member, organiser
from tests.factories.accounts import UserFactory
from tests.onboarding.importing.lists import line, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    """`run(text, …)`: the command with a file; what it said."""

    def run(text, **options):
        file, said = tmp_path / "graduates.csv", StringIO()
        file.write_text(text)
        call_command("import_graduates", str(file), stdout=said, **options)
        return said.getvalue()

    return run


def test_import_graduates_says_what_would_happen_and_writes_nothing(run):
    person = UserFactory()

    said = run(listed(line(person.email), line("new@example.org"), line("nobody")))

    assert f"2: {person.email}, community: The place opens." in said
    assert "3: new@example.org, community: A letter invites." in said
    assert "4: bad: “nobody” is not an address." in said
    assert "Nothing has been written" in said
    assert not Grant.objects.exists()
    assert not Invitation.objects.exists()


def test_import_graduates_does_it_as_an_organiser(run):
    boss, text = organiser(), listed(line("new@example.org"), line("nobody"))

    said = run(text, send=True, organiser=boss.email, only_good=True)

    assert "Done: 0 places open, 1 letter goes out" in said
    assert Invitation.objects.get().invited_by == boss


@pytest.mark.parametrize(
    ("text", "options", "why"),
    [
        ("nonsense", {}, "must name the columns"),
        (listed(line("new@example.org")), {"send": True}, "Name the organiser"),
        (listed(line("nobody")), {"send": True}, "Name the organiser"),
    ],
)
def test_import_graduates_refuses(run, text, options, why):
    with pytest.raises(CommandError, match=why):
        run(text, **options)

    assert not Invitation.objects.exists()


def test_import_graduates_with_a_bad_line_writes_nothing(run):
    text = listed(line("new@example.org"), line("nobody"))

    with pytest.raises(CommandError, match="Nothing was imported"):
        run(text, send=True, organiser=organiser().email)
    with pytest.raises(CommandError, match="Only organisers"):
        run(listed(line("a@b.org")), send=True, organiser=member().email)

    assert not Invitation.objects.exists()


def test_import_graduates_that_changed_meanwhile_writes_nothing(tmp_path):
    """Somebody proves the address while the command says what it would do."""

    class Screen(StringIO):
        def write(self, text):
            if text.startswith("2:"):
                UserFactory(email="new@example.org")
            return super().write(text)

    file, boss = tmp_path / "graduates.csv", organiser()
    file.write_text(listed(line("new@example.org")))

    with pytest.raises(CommandError, match="not what you looked at"):
        call_command(
            "import_graduates",
            str(file),
            send=True,
            organiser=boss.email,
            stdout=Screen(),
        )

    assert not Invitation.objects.exists()
    assert not Grant.objects.exists()


def test_import_graduates_without_a_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_graduates", str(tmp_path / "missing.csv"))


@pytest.mark.parametrize(
    ("day", "option", "said"),
    [
        ("03/04/2026", {"day_order": "day-first"}, "--day-order day-first: The day"),
        ("46115", {"day_numbers": "1900"}, "--day-numbers 1900: Counted from 1900"),
    ],
)
def test_import_graduates_asks_what_days_mean_by_naming_the_option(
    run, day, option, said
):
    text = listed(line("new@example.org", day=day))

    with clock.at(datetime(2026, 5, 1, tzinfo=UTC)):
        with pytest.raises(CommandError, match=said):
            run(text, send=True, organiser=organiser().email)
        assert not Invitation.objects.exists()
        run(text, send=True, organiser=organiser().email, **option)

    assert Invitation.objects.get().anchor_on == date(2026, 4, 3)


def test_import_graduates_saves_the_bad_lines(run, tmp_path):
    text, file = listed(line("new@example.org"), line("nobody")), tmp_path / "bad.csv"

    run(text, bad_lines=file)

    saved = file.read_text(encoding="utf-8-sig").splitlines()
    assert saved[0] == "what is wrong,e-mail,name,circle,graduation day"
    assert saved[1].startswith("“nobody” is not an address.,nobody,")
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="cannot be written"):
        run(text, bad_lines=file)
