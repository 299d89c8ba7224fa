import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plain import (
    MARKS_MAX,
    bound_marks,
    clean,
    clusters,
    cut,
    is_blank,
    name,
    one_line,
    quoted,
    seen_length,
    shorten,
)

FAMILY, SCOTLAND = "👩\u200d👩\u200d👧", "🏴\U000e0067\U000e0062\U000e0073\U000e007f"
PERSIAN, SINHALA = "می\u200cخواهم", "ශ්\u200dරී"
UNSEEN = [
    *("", " \n", "\u200b" * 8, "\u3164 \u2800", "\u202e", "\uf8ff", "\u00a0"),
    *("\u115f\u1160", "\uffa0", "\u0301\u0301", "\u200d", "\ufeff", "\u00ad", "\ufffc"),
    *("\u2028", "\x07\x1b", "\ufe0f", "\U000e0067", "\ud800"),
    *("\U000f0000", "\u0bcd", "\u034f", "\u180e", "\u2060", "\ufdd0"),
]
SCRIPTS = [
    *(
        "a",
        "שלום",
        "你好",
        "हिन्दी",
        "ไทย",
        "👩\u200d💻",
        "میـد",
        PERSIAN,
        SINHALA,
        FAMILY,
    ),
    *(SCOTLAND, "🇵🇹", "1\ufe0f\u20e3", "葛\U000e0100城", "Nguyễn", "C++", "\U0001fae8"),
]


@pytest.mark.parametrize("text", UNSEEN)
def test_is_blank_sees_what_a_reader_sees(text):
    assert is_blank(text)
    assert one_line(text) == ""
    assert name(text) == ""
    assert seen_length(text) == 0


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_is_left_alone(text):
    assert not is_blank(text)
    assert one_line(text) == text
    assert name(text) == text
    assert clean(text) == text


def test_colours_alone_show_nothing():
    assert one_line("\x1b[31m\x1b[0m") == name("\x1b[31m\x1b[0m") == ""


def test_one_line_turns_nothing_around():
    assert one_line(" abc \u202e gnp\u2066.exe\n") == "abc gnp.exe"


def test_one_line_is_one_line():
    assert one_line("a\u2028b\u2029c\x85d\x0be\tf\r\ng\u00a0h") == "a b c d e f g h"


def test_one_line_loses_whole_sequences_of_a_terminal():
    log = "\x1b[1;31mfailed\x1b[0m \x1b]0;title\x07\x9b4mtwice\x1b(B"

    assert one_line(log) == "failed twice"


def test_clean_keeps_lines_tabs_and_direction():
    assert clean("a\r\n\tb\rc\x00\x07 \u2067שלום\u2069") == "a\n\tb\nc \u2067שלום\u2069"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mi\u200bra\u00ad Va\u2060lk\ufeff", "Mira Valk"),
        ("\u200dMira\u200c Valk\u200d", "Mira Valk"),
        ("Mi\u200d\u200cra \u3164Valk\u2800", "Mi\u200dra Valk"),
        ("Mira\U000e0067\u200e", "Mira"),
        (f"Sri {SINHALA}", f"Sri {SINHALA}"),
    ],
)
def test_name_keeps_joiners_between_letters_alone(typed, kept):
    assert name(typed) == kept
    assert name(kept) == kept


def test_bound_marks_leaves_eight_on_a_base():
    tower = "Z" + "\u0335\u0301" * 200 + "a\u0301"

    assert bound_marks(tower) == "Z" + "\u0335\u0301" * 4 + "a\u0301"
    assert bound_marks(tower.replace("\u0335", "\u0335\u200b")).count("\u0301") == 5


@given(st.text(alphabet="ab \u0301\u20dd\u200b\u200d\u0903é", max_size=80))
def test_bound_marks_bounds_every_run(text):
    marks = 0
    for sign in bound_marks(text):
        category = unicodedata.category(sign)
        if category in {"Mn", "Me"}:
            marks += 1
        elif category not in {"Mc", "Cf"}:
            marks = 0
        assert marks <= MARKS_MAX


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" + "\u200b" * 4, 1),
        ("a b c", 3),
        (FAMILY, 1),
        (SCOTLAND, 1),
        ("🇵🇹🇩🇪", 2),
        ("👍🏽👍", 2),
        ("e\u0301e", 2),
        ("\u1112\u1161\u11ab글", 2),
        ("हिन्दी", 3),
        ("1\ufe0f\u20e3", 1),
    ],
)
def test_seen_length_counts_as_a_reader_does(text, count):
    assert seen_length(text) == count


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcd efg", 6, "abcd…"),
        ("abcde\u0301fg", 6, "abcd…"),
        (f"ab{FAMILY}cd", 6, "ab…"),
        (f"{FAMILY}", 4, "…"),
    ],
)
def test_shorten_ends_at_a_whole_sign(text, length, short):
    assert shorten(text, length) == short


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_text_is_cut_between_signs(text, length):
    assert len(shorten(text, length)) <= length
    assert "".join(clusters(text)) == text
    whole = list(clusters(text))
    assert cut(text, length) in {"".join(whole[:n]) for n in range(len(whole) + 1)}


@given(st.text(max_size=60))
def test_what_is_clean_is_left_as_it_is(text):
    for cleaned in (clean, one_line, name):
        once = cleaned(text)
        assert cleaned(once) == once


@pytest.mark.parametrize(
    ("text", "lines"),
    [("\r" * 300_000, "\n" * 300_000), ("a\r\r\nb\r\n\rc", "a\nb\n\nc")],
    ids=["returns", "ends of lines"],
)
def test_clean_goes_over_returns_once(text, lines):
    assert clean(text) == lines


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pay", "“Pay”"),
        ("“Pay” and more", "“‘Pay’ and more”"),
        ("", "“”"),
    ],
)
def test_quoted_never_doubles_the_marks(words, expected):
    assert quoted(words) == expected
