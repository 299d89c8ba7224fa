from datetime import date

import pytest

from accounts.errors import NotAList
from accounts.services.importing.reading import BadLine, Row, decode, read
from core.limits import IMPORT_LINES_MAX, IMPORT_MAX

HEAD = "e-mail,name,circle,graduation day\n"
GOOD = "mira@example.org,Mira Valk,cohort-3,2026-03-10"
MIRA = Row(2, "mira@example.org", "Mira Valk", "cohort-3", date(2026, 3, 10), None)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + GOOD,
        HEAD + GOOD + "\r\n\r\n",
        "\ufeff" + HEAD + GOOD,
        HEAD.replace(",", ";") + GOOD.replace(",", ";"),
        HEAD.replace(",", "\t") + GOOD.replace(",", "\t"),
        HEAD.upper() + GOOD.replace("mira@", "Mira@"),
        "E-Mail , Full Name,Cohort,graduation_day\n" + GOOD.replace(",", " , "),
        HEAD + '"mira@example.org","Mira  Valk","Cohort-3","2026-03-10"',
    ],
)
def test_read_takes_what_spreadsheets_write(text):
    assert list(read(text)) == [MIRA]


def test_read_finds_columns_in_any_order_and_passes_others_by():
    text = "shoe size,months,name,e-mail,circle,day\n42,6,M,m@example.org,x,2026-03-10"

    (row,) = read(text)

    assert (row.email, row.months, row.name) == ("m@example.org", 6, "M")


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("address,name,circle,day", GOOD),
        ("address,e-mail,name,circle,day", f"Street 1,{GOOD}"),
        ("e-mail,name,circle,day,address", f"{GOOD},Street 1"),
        ("email,name,circle,day,address,address", f"{GOOD},Street 1,Town"),
    ],
)
def test_read_takes_an_address_for_the_e_mail_where_there_is_no_other(head, line):
    assert list(read(f"{head}\n{line}")) == [MIRA]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",M,cohort-3,2026-03-10", "The e-mail is missing."),
        ("mira,M,cohort-3,2026-03-10", "is not an address"),
        ("mira@ex\x00ample.org,M,cohort-3,2026-03-10", "cannot be read"),
        ("mïra@example.org,M,cohort-3,2026-03-10", "is not an address"),
        ("a@b.org\x0aBcc: c@d.org,M,cohort-3,2026-03-10", "is not an address"),
        ("=1+1@example.org,M,cohort-3,2026-03-10", "begins like a formula"),
        ('mira@example.org,"=HYPERLINK(1)",cohort-3,2026-03-10', "a formula"),
        ("mira@example.org,@SUM(A1),cohort-3,2026-03-10", "a formula"),
        ("mira@example.org,www.spam.example,cohort-3,2026-03-10", "cannot be taken"),
        ("mira@example.org,evil.com,cohort-3,2026-03-10", "not an address or a link"),
        ("mira@example.org,Mira bit.LY,cohort-3,2026-03-10", "or a link"),
        ('"""a\x0cBcc:x\\ y""@example.org",M,cohort-3,2026-03-10', "is not an address"),
        ('"""mira""@example.org",M,cohort-3,2026-03-10', "is not an address"),
        (f"mira@example.org,{'M' * 61},cohort-3,2026-03-10", "longer than 60"),
        (f"mira@example.org,{'M' * 9_000},cohort-3,2026-03-10", "longer than 2,000"),
        (f"{'m' * 260}@example.org,M,cohort-3,2026-03-10", "is not an address"),
        ("mira@example.org,M,,2026-03-10", "The circle is missing."),
        ("mira@example.org,M,cohort-3", "The graduation day is missing."),
        ("mira@example.org,M,cohort-3,10.03.2026", "is not a day"),
        ("mira@example.org,M,cohort-3,2026-02-30", "is not a day"),
        ("mira@example.org,M,cohort-3,20260310", "is not a day"),
        ("mira@example.org,M,cohort-3,２０２６-03-10", "is not a day"),
        ('"mira@example.org,M,cohort-3,2026-03-10', "quotation mark"),
        ("mira@example.org,Valk, Mira,cohort-3,2026-03-10", "is not a day"),
    ],
)
def test_read_says_why_a_line_is_bad_and_goes_on(line, why):
    *_rest, bad, last = read(f"{HEAD}{line}\n{GOOD}")

    assert isinstance(bad, BadLine)
    assert why in bad.why
    assert last.email == "mira@example.org"


@pytest.mark.parametrize(
    "name",
    [
        "St.John Rivers",
        "J.R.R. Valk",
        "Dr. No",
        "M.Valk",
        "J.van Dijk",
        "Valk jr.",
        "MÖ.Ähn",
    ],
)
def test_read_takes_names_with_full_stops(name):
    (row,) = read(f"{HEAD}mira@example.org,{name},cohort-3,2026-03-10")

    assert row.name == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Mi\u200bra\u2028Va\u202elk\ue000", "Mira Valk"),
        ("می\u200cنا", "می\u200cنا"),
        ("\u3164\u200b", ""),
        ("Z" + "\u0301" * 30, "Z" + "\u0301" * 8),
    ],
)
def test_read_takes_a_name_as_it_is_seen(written, name):
    (row,) = read(f"{HEAD}mira@example.org,{written},cohort-3,2026-03-10")

    assert row.name == name


@pytest.mark.parametrize("months", ["-1", "121", "twelve", "1.5", "9" * 400])
def test_read_takes_months_from_0_to_120(months):
    (bad,) = read(HEAD.replace("\n", ",months\n") + f"{GOOD},{months}")

    assert "months" in bad.why


def test_read_numbers_lines_as_an_editor_does():
    text = f"{HEAD}\n{GOOD}\n\nnobody,N,cohort-3,2026-03-10\n"

    assert [row.number for row in read(text)] == [3, 5]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing in it"),
        (" \n\n", "nothing in it"),
        (GOOD, "must name the columns"),
        ("e-mail,name,circle\n", "graduation day"),
        ("e-mail,email,name,circle,day\n", "twice"),
        ("address,address,name,circle,day\n", "does not name e-mail"),
        ('"e-mail,name\n', "must name the columns"),
        (HEAD + "x\n" * (IMPORT_LINES_MAX + 1), "more than 1,000 lines"),
    ],
)
def test_read_refuses_what_is_no_list(text, why):
    with pytest.raises(NotAList, match=why):
        list(read(text))


def test_read_of_a_header_alone_has_no_rows():
    assert list(read(HEAD)) == []


def test_decode_takes_utf_8_only_and_not_too_much():
    assert decode("\ufeffé".encode()) == "é"
    with pytest.raises(NotAList, match="UTF-8"):
        decode("é".encode("latin-1"))
    with pytest.raises(NotAList, match="larger"):
        decode(b"x" * (IMPORT_MAX + 1))
