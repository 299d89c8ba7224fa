from datetime import date

import pytest

from core.limits import IMPORT_LINES_MAX, IMPORT_MAX
from onboarding.errors import NotAList
from onboarding.services.importing.days import Days
from onboarding.services.importing.parsing import BadLine, Row, asked, decode, parse

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
    assert list(parse(text)) == [MIRA]


def test_read_finds_columns_in_any_order_and_passes_others_by():
    text = "shoe size,months,name,e-mail,circle,day\n42,6,M,m@example.org,x,2026-03-10"

    (row,) = parse(text)

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
    assert list(parse(f"{head}\n{line}")) == [MIRA]


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
        ("mira@example.org,Valk, Mira,cohort-3,2026-03-10", "has 5 cells"),
        (f"{GOOD},more", "has 5 cells"),
        (f"{GOOD},,more", "has 6 cells"),
        ("nodot@localhost,M,cohort-3,2026-03-10", "is not an address"),
        ("mira@10.0.0.10,M,cohort-3,2026-03-10", "is not an address"),
        ("mira@[10.0.0.1],M,cohort-3,2026-03-10", "is not an address"),
        ("\u212aate@example.org,M,cohort-3,2026-03-10", "is not an address"),
        ("mira@example.org,'=1+1,cohort-3,2026-03-10", "a formula"),
        ("mira@example.org,\u200b=1+1,cohort-3,2026-03-10", "a formula"),
        ("mira@example.org,M,cohort-3,03/04/2026", "is not a day"),
        ("mira@example.org,M,cohort-3,03/04/26", "is not a day"),
        ("mira@example.org,M,cohort-3,46115", "is not a day"),
        ("mira@example.org,M,cohort-3,12", "is not a day"),
    ],
)
def test_read_says_why_a_line_is_bad_and_goes_on(line, why):
    *_rest, bad, last = parse(f"{HEAD}{line}\n{GOOD}")

    assert isinstance(bad, BadLine)
    assert why in bad.why
    assert last.email == "mira@example.org"


@pytest.mark.parametrize(
    "nothing",
    [",,,", ";;;", "\t\t\t", ",,,,,,,,", '"","",""', " , ,\u00a0, ", "\u200b,", '""'],
)
def test_read_skips_rows_in_which_nothing_stands(nothing):
    """A spreadsheet writes a row of separators for each row that was once filled."""
    text = f"{nothing}\n{HEAD}{nothing}\n{GOOD}\n" + f"{nothing}\n" * 2_000

    (row,) = parse(text)

    assert (row.number, row.email) == (4, "mira@example.org")


@pytest.mark.parametrize("said", ["sep=,", '"sep=,"', "SEP=,"])
def test_read_passes_by_the_line_in_which_excel_names_its_separator(said):
    (row,) = parse(f"{said}\n{HEAD}{GOOD}")

    assert (row.number, row.email) == (3, "mira@example.org")


def test_read_takes_empty_cells_at_the_end_of_a_line():
    assert list(parse(f"{HEAD}{GOOD},,,")) == [MIRA]


@pytest.mark.parametrize(
    "email",
    [
        "Mira@Bücher.example",
        "mira@XN--bcher-kva.example",
        "\u200bmira@bücher.example\u00a0",
        "Mira Valk <mira@bücher.example>",
        "mailto:mira@bücher.example",
    ],
)
def test_read_takes_either_spelling_of_a_domain_for_one_address(email):
    (row,) = parse(f"{HEAD}{email},M,cohort-3,2026-03-10")

    assert row.email == "mira@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "line",
    [
        "mira@example.org\u00a0,\u00a0Mira\u00a0Valk,cohort-3\u200b,\u00a02026-03-10",
        "mira@example.org,Mira Valk,cohort-3,2026\u201103\u201110",
        "mira@example.org,Mira Valk,cohort\u20113,2026-03-10 00:00:00",
        'mira@example.org,"Mira\nValk",cohort-3,2026-03-10',
        '"mira@example.org","Mira\n\nValk","cohort-3\n",2026-03-10',
    ],
)
def test_read_reads_through_what_spreadsheets_put_into_cells(line):
    assert list(parse(HEAD + line)) == [MIRA]


@pytest.mark.parametrize(
    "head",
    [
        "E-MAIL\u00a0,\u00a0NAME,Circle ,Graduation\u00a0day",
        "E Mail,Full_Name,COHORT,Graduated-on:",
        '"e-mail","name","circle","graduation day"',
        "\u200bemail,name*,circle,date",
        "sep=,\ne-mail,name,circle,graduation day",
    ],
)
def test_read_knows_the_columns_however_they_are_written(head):
    (row,) = parse(f"{head}\n{GOOD}")

    assert row.email == "mira@example.org"


def test_read_counts_lines_behind_a_cell_of_several_lines():
    text = f'{HEAD}mira@example.org,"Mira\nValk",cohort-3,2026-03-10\nnobody,,,\n'

    assert [row.number for row in parse(text)] == [2, 4]


def test_read_of_two_open_quotation_marks_spoils_these_lines_alone():
    torn = '"mira@example.org,M,cohort-3,2026-03-10'

    rows = list(parse(f"{HEAD}{torn}\n{GOOD}\n{torn}\n{GOOD}"))

    assert [isinstance(row, BadLine) for row in rows] == [True, False, True, False]


@pytest.mark.parametrize(
    ("days", "value", "day"),
    [
        ({"order": "day-first"}, "03/04/2026", date(2026, 4, 3)),
        ({"order": "month-first"}, "03/04/2026", date(2026, 3, 4)),
        ({"order": "day-first"}, "3.4.2026", date(2026, 4, 3)),
        ({"order": "month-first"}, "3-4-2026", date(2026, 3, 4)),
        ({"order": "day-first"}, "13/04/2026", date(2026, 4, 13)),
        ({"order": "month-first"}, "13/04/2026", None),
        ({"order": "day-first"}, "29.02.2026", None),
        ({"order": "day-first"}, "03/04-2026", None),
        # What Excel writes in Czech, Croatian, Japanese, Hungarian, and with a time.
        ({"order": "day-first"}, "3. 4. 2026", date(2026, 4, 3)),
        ({"order": "day-first"}, "03.04.2026.", date(2026, 4, 3)),
        ({"order": "day-first"}, "03.04.2026 00:00:00", date(2026, 4, 3)),
        ({"order": "day-first"}, "03.04.2026 10:30", None),
        ({"order": "month-first"}, "4/3/2026 0:00", date(2026, 4, 3)),
        ({"order": "month-first"}, "4/3/2026 12:00\u202fAM", date(2026, 4, 3)),
        ({"order": "month-first"}, "2026/4/3", date(2026, 4, 3)),
        ({}, "2026/04/03 0:00", date(2026, 4, 3)),
        ({}, "2026. 04. 03.", date(2026, 4, 3)),
        ({}, "2026/13/03", None),
        ({"epoch": "1900"}, "46115", date(2026, 4, 3)),
        ({"epoch": "1900"}, "46115.0", date(2026, 4, 3)),
        ({"epoch": "1904"}, "44653", date(2026, 4, 3)),
        ({"epoch": "1900"}, "20260403", None),
        ({"epoch": "1900"}, "03/04/2026", None),
        ({"order": "day-first"}, "46115", None),
        ({"order": "day-first", "epoch": "1900"}, "2026-04-03", date(2026, 4, 3)),
    ],
)
def test_read_takes_days_as_they_were_said_to_be(days, value, day):
    (row,) = parse(f"{HEAD}mira@example.org,M,cohort-3,{value}", Days(**days))

    assert getattr(row, "anchor_on", None) == day


def test_asked_asks_once_for_the_whole_file():
    days = ["2026-03-10", "25/12/2026", "03/04/2026", "46115", "5.6.2026", "46116"]
    lines = [f"m{n}@example.org,M,cohort-3,{day}" for n, day in enumerate(days)]

    order, epoch = asked(HEAD + "\n".join(lines))

    assert order.sentence == (
        "The list has days such as 03/04/2026, in line 4 and 2 others."
    )
    assert [label for _, label in order.choices] == [
        "The day comes first: 03/04/2026 is 3 April 2026",
        "The month comes first: 03/04/2026 is 4 March 2026",
    ]
    assert epoch.sentence == (
        "The list has numbers such as 46115 for days, in line 5 and 1 other."
    )
    assert [label for _, label in epoch.choices] == [
        "Counted from 1900, as most do: 46115 is 3 April 2026",
        "Counted from 1904, as old Macs did: 46115 is 4 April 2030",
    ]
    assert asked(HEAD + GOOD) == []


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
    (row,) = parse(f"{HEAD}mira@example.org,{name},cohort-3,2026-03-10")

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
    (row,) = parse(f"{HEAD}mira@example.org,{written},cohort-3,2026-03-10")

    assert row.name == name


@pytest.mark.parametrize("months", ["-1", "121", "twelve", "1.5", "9" * 400])
def test_read_takes_months_from_0_to_120(months):
    (bad,) = parse(HEAD.replace("\n", ",months\n") + f"{GOOD},{months}")

    assert "months" in bad.why


def test_read_numbers_lines_as_an_editor_does():
    text = f"{HEAD}\n{GOOD}\n\nnobody,N,cohort-3,2026-03-10\n"

    assert [row.number for row in parse(text)] == [3, 5]


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
        list(parse(text))


def test_read_of_a_header_alone_has_no_rows():
    assert list(parse(HEAD)) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_decode_takes_what_says_how_it_is_written(encoding):
    text = "" if encoding in {"utf-8-sig", "utf-16"} else "\ufeff"

    assert decode((text + HEAD + "é").encode(encoding)).strip("\ufeff") == HEAD + "é"


def test_decode_takes_utf_8_only_and_not_too_much():
    assert decode("\ufeffé".encode()) == "é"
    with pytest.raises(NotAList, match="UTF-8"):
        decode("é".encode("latin-1"))
    with pytest.raises(NotAList, match="line 3 cannot be read"):
        decode("a\nb\né".encode("cp1252"))
    with pytest.raises(NotAList, match="larger"):
        decode(b"x" * (IMPORT_MAX + 1))
