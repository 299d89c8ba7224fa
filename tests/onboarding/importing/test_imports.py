import csv
import re
from datetime import date
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from access.models import Grant
from core import clock
from core.limits import IMPORT_MAX, IMPORTING
from onboarding.models import Invitation
from tests.factories.access import member, organiser
from tests.factories.accounts import UserFactory
from tests.onboarding.importing.lists import line, listed

pytestmark = pytest.mark.django_db

PAGE = "/organise/import/"


@pytest.fixture
def boss(client):
    boss = organiser()
    client.force_login(boss)
    return boss


def look(client, text="", *, rule="all", **more):
    return client.post(PAGE, {"text": text, "rule": rule, "step": "look"} | more)


def do(client, shown, text, *, rule="all", **more):
    digest = re.search(r'name="digest" value="(\w+)"', shown.content.decode())[1]
    form = {"text": text, "rule": rule, "step": "do", "digest": digest}
    return client.post(PAGE, form | more)


def nothing_written():
    return not (Grant.objects.exists() or Invitation.objects.exists())


def test_detail_is_not_there_for_anyone_else(client):
    client.force_login(member())

    assert client.get(PAGE).status_code == 404
    assert look(client, listed(line("new@example.org"))).status_code == 404
    assert not Invitation.objects.exists()


def test_detail_shows_what_would_happen_and_writes_nothing(client, boss):
    person = UserFactory()

    response = look(client, listed(line(person.email), line("nobody")))

    page = response.content.decode()
    assert response.status_code == 200
    assert "1 place opens, 0 letters go out, 0 unchanged, 1 bad line" in page
    assert 'id="plan-h" tabindex="-1" data-focus' in page
    assert "“nobody” is not an address." in page
    assert "Do exactly this" not in page
    assert nothing_written()


def test_detail_takes_a_file_and_keeps_its_text_to_be_mended(client, boss):
    text = listed(line("new@example.org", name="Mira Välk"))
    file = SimpleUploadedFile("graduates.csv", text.encode("utf-8-sig"))

    shown = look(client, file=file)
    assert "Mira Välk" in shown.content.decode()
    response = do(client, shown, text.replace("\n", "\r\n"))

    assert response.status_code == 302
    assert Invitation.objects.get().name == "Mira Välk"


def test_detail_lets_the_good_lines_in_where_that_is_chosen(client, boss):
    text = listed(line("new@example.org"), line("nobody"))

    response = do(client, look(client, text, rule="good"), text, rule="good")

    assert response.status_code == 302
    assert Invitation.objects.count() == 1


def test_detail_does_nothing_with_bad_lines_where_all_were_to_go_in(client, boss):
    text = listed(line("new@example.org"), line("nobody"))

    response = do(client, look(client, text, rule="good"), text, rule="all")

    assert response.status_code == 422
    assert "Nothing was imported" in response.content.decode()
    assert nothing_written()


def test_detail_that_changed_meanwhile_is_shown_anew(client, boss):
    text = listed(line("new@example.org"))
    shown = look(client, text)
    UserFactory(email="new@example.org")

    response = do(client, shown, text)

    assert response.status_code == 409
    assert "1 place opens" in response.content.decode()
    assert nothing_written()
    assert do(client, response, text).status_code == 302
    assert Grant.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({}, "Choose a file, or paste the lines."),
        ({"text": "no list"}, "must name the columns"),
        ({"text": "x" * (IMPORT_MAX + 1)}, "in parts"),
        ({"text": "a\n", "rule": "some"}, "valid choice"),
    ],
)
def test_detail_refuses_what_is_no_list_and_says_why(client, boss, form, why):
    response = look(client, **form)

    assert response.status_code == 422
    assert why in response.content.decode()
    assert nothing_written()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * (IMPORT_MAX + 1), "larger than"),
        (b"", "Choose a file"),
    ],
)
def test_detail_refuses_what_is_no_text(client, boss, content, why):
    response = look(client, file=SimpleUploadedFile("graduates.csv", content))

    assert response.status_code == 422
    assert why in response.content.decode()
    assert nothing_written()


def test_detail_shows_hostile_lines_as_text(client, boss):
    text = listed(line("new@example.org\x00"), line("<script>alert(1)</script>"))

    response = look(client, text)

    assert response.status_code == 200
    assert "2 bad lines" in response.content.decode()
    assert "<script>alert" not in response.content.decode()


def test_detail_says_before_how_much_it_takes(client, boss):
    assert "At most 1,000 lines and 110 kB" in client.get(PAGE).content.decode()


def test_detail_keeps_a_list_whose_session_has_ended(client):
    boss = organiser()
    lines = (line(f"{'n' * 50}-{n}@example.org") for n in range(1_000))
    text = listed(*lines).replace("\n", "\r\n")
    assert 90_000 < len(text.encode()) < IMPORT_MAX

    response = look(client, text, rule="good")

    assert response.status_code == 302
    assert unquote(response.url) == f"/accounts/login/?next={PAGE}"
    client.force_login(boss)
    form = client.get(PAGE).context["form"]
    assert (form["text"].value(), form["rule"].value()) == (text, "good")
    assert nothing_written()


def test_detail_too_often_keeps_the_lines(client, boss):
    text = listed(line("new@example.org"))
    for _ in range(IMPORTING[0]):
        look(client, text)

    response = look(client, text)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= IMPORTING[1]
    assert "new@example.org" in response.content.decode()
    assert nothing_written()


def test_detail_shows_the_whole_of_a_bad_line_whatever_is_wrong(client, boss):
    closed = UserFactory(is_active=False)
    bad = [
        line("nobody"),
        line("new@example.org", circle="nowhere"),
        line(closed.email),
    ]

    page = look(client, listed(*bad)).content.decode()

    for text in bad:
        assert f"<code>{text}</code>" in page
    assert "<caption>Bad lines</caption>" in page


def test_detail_asks_once_what_the_days_mean_and_goes_on(client, boss):
    day = clock.now().date()
    text = listed(
        line("one@example.org", day=f"{day:%d/%m/%Y}"),
        line("two@example.org", day=str((day - date(1899, 12, 30)).days)),
        line("three@example.org"),
    )

    response = look(client, text)

    page = response.content.decode()
    assert response.status_code == 422
    assert f"days such as {day:%d/%m/%Y}, in line 2." in page
    assert "Choose one, for the whole list." in page
    assert "Do exactly this" not in page
    assert response.context["form"]["text"].value() == text
    answers = {"order": "day-first", "epoch": "1900"}
    shown = look(client, text, **answers)
    assert shown.status_code == 200
    assert "3 letters go out" in shown.content.decode()
    assert do(client, shown, text, **answers).status_code == 302
    anchors = set(Invitation.objects.values_list("anchor_on", flat=True))
    assert anchors == {day}


def test_detail_does_nothing_while_a_question_about_the_days_is_open(client, boss):
    text = listed(line("one@example.org", day="03/04/2026"), line("two@example.org"))

    form = {"text": text, "rule": "good", "step": "do", "digest": "0" * 32}
    response = client.post(PAGE, form)

    assert response.status_code == 422
    assert "The list has days such as 03/04/2026" in response.content.decode()
    assert nothing_written()


def test_detail_asks_nothing_of_a_list_whose_days_are_clear(client, boss):
    page = look(client, listed(line("one@example.org"))).content.decode()

    assert "Which part is the day?" not in page
    assert "Where do these numbers begin?" not in page


@pytest.mark.parametrize("answer", ["year-first", "x" * 9_000, "\x00"])
def test_detail_refuses_an_answer_that_was_not_offered(client, boss, answer):
    text = listed(line("one@example.org", day="03/04/2026"))

    assert look(client, text, order=answer).status_code == 422
    assert nothing_written()


def test_detail_gives_the_bad_lines_back_once_the_good_ones_are_in(client, boss):
    bad = [line("nobody"), f"{line('b@example.org')},more"]
    text = listed(line("new@example.org"), *bad)

    do(client, look(client, text, rule="good"), text, rule="good")
    page = client.get(PAGE)
    form = page.context["form"]

    assert "The bad lines stand below." in page.content.decode()
    assert "Save the bad lines as a file" in page.content.decode()
    assert (form["text"].value(), form["rule"].value()) == (listed(*bad), "all")
    assert client.get(PAGE).context["form"]["text"].value() is None


def test_detail_saves_the_bad_lines_as_a_file(client, boss):
    bad = [
        line("nobody"),
        line("c@example.org", name="=HYPERLINK(1)"),
        f'"{line("d@example.org")}',
    ]
    text = listed(line("new@example.org"), *bad)

    response = look(client, text, step="file")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="bad-lines.csv"'
    assert "no-store" in response["Cache-Control"]
    saved = response.content.decode("utf-8-sig")
    head, *rows = list(csv.reader(saved.splitlines(), strict=True))
    assert head == ["what is wrong", "e-mail", "name", "circle", "graduation day"]
    assert [row[1] for row in rows] == ["nobody", "c@example.org", bad[2]]
    assert rows[1][:3] == [
        "The name begins like a formula.",
        "c@example.org",
        "'=HYPERLINK(1)",
    ]
    assert nothing_written()
    mended = saved.replace("nobody", "mended@example.org")
    assert "1 letter goes out" in look(client, mended).content.decode()


def test_detail_has_no_file_of_a_list_without_bad_lines(client, boss):
    response = look(client, listed(line("new@example.org")), step="file")

    assert response.status_code == 422
    assert "there is nothing to save" in response.content.decode()


def test_detail_takes_a_file_in_utf_16(client, boss):
    content = listed(line("new@example.org", name="Mira Välk")).encode("utf-16")

    shown = look(client, file=SimpleUploadedFile("graduates.csv", content))

    assert "Mira Välk" in shown.content.decode()
    assert "1 letter goes out" in shown.content.decode()
