from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories import phrases
from stories.enums import Ending
from stories.lines import large_line, stops_of
from stories.models import Story, months_between


def story(**facts):
    five = {
        "from_role": "devops",
        "to_role": "mlops",
        "ending": "done",
        "months": 7,
        "sentence": "A plain sentence",
    }
    return Story(**five | facts)


@pytest.mark.parametrize(
    ("facts", "move", "ending"),
    [
        ({}, "DevOps to MLOps", "Done"),
        ({"to_role": "platform"}, "DevOps to platform engineering", "Done"),
        ({"from_role": "platform"}, "Platform engineering to MLOps", "Done"),
        (
            {"from_role": "other", "from_other": "network engineer"},
            "Network engineer to MLOps",
            "Done",
        ),
        (
            {"ending": "chose_other", "arrived_role": "platform"},
            "DevOps to platform engineering instead of MLOps",
            "Chose platform engineering instead of MLOps",
        ),
        (
            {
                "ending": "chose_other",
                "arrived_role": "other",
                "arrived_other": "gardening",
            },
            "DevOps to gardening instead of MLOps",
            "Chose gardening instead of MLOps",
        ),
        (
            {"ending": "chose_other", "arrived_role": "mlops"},
            "DevOps to MLOps",
            "Chose MLOps instead",
        ),
        ({"ending": "chose_other"}, "DevOps to MLOps", "Chose another line"),
        ({"ending": "went_back"}, "DevOps to MLOps", "Went back"),
        ({"from_role": "", "to_role": "", "ending": ""}, None, "Not told yet"),
    ],
)
def test_move_and_ending_in_words(facts, move, ending):
    data = story(**facts)

    assert phrases.move_of(data) == (move or "Another role to another role")
    assert phrases.ending_of(data) == ending


@pytest.mark.parametrize(
    ("facts", "pace"),
    [
        ({}, "7 months"),
        ({"months": 1}, "1 month"),
        ({"hours_per_week": 7}, "7 months at 7 h a week"),
        ({"ending": "under_way"}, "7 months so far"),
        (
            {"ending": "under_way", "hours_per_week": 10},
            "7 months so far, 10 h a week",
        ),
        ({"ending": "considering", "months": 2}, "thinking about it for 2 months"),
        ({"months": None}, ""),
    ],
)
def test_pace_of(facts, pace):
    assert phrases.pace_of(story(**facts)) == pace


@pytest.mark.parametrize(
    ("facts", "pay"),
    [
        ({}, ("", "")),
        (
            {"pay_detail": "direction", "pay_direction": "up"},
            ("up", "told as a direction"),
        ),
        (
            {"pay_detail": "band", "pay_band": "up_5_to_15"},
            ("up 5 to 15 %", "told as a band"),
        ),
        (
            {"pay_detail": "percent", "pay_percent": 12},
            ("up 12 %", "told as a percentage"),
        ),
        (
            {"pay_detail": "percent", "pay_percent": -3},
            ("down 3 %", "told as a percentage"),
        ),
        (
            {"pay_detail": "percent", "pay_percent": 0},
            ("the same", "told as a percentage"),
        ),
    ],
)
def test_pay_of(facts, pay):
    assert phrases.pay_of(story(**facts)) == pay


@pytest.mark.parametrize(
    ("start", "end", "when", "months"),
    [
        (date(2026, 1, 1), date(2026, 8, 1), "Jan to Aug 2026", 7),
        (date(2025, 11, 1), date(2026, 2, 1), "Nov 2025 to Feb 2026", 3),
        (date(2026, 5, 1), date(2026, 5, 1), "May to May 2026", 1),
        (date(2026, 5, 1), None, "since May 2026", None),
        (None, date(2026, 5, 1), "until May 2026", None),
        (date(2026, 8, 1), date(2026, 1, 1), "Aug to Jan 2026", None),
        (None, None, "", None),
    ],
)
def test_dates_in_words_and_months(start, end, when, months):
    assert phrases.when_of(story(started_on=start, finished_on=end)) == when
    assert phrases.derived_months(start, end) == months


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.integers(0, 599))
def test_months_between_counts_months_and_never_zero(start, months):
    later = date(
        start.year + (start.month - 1 + months) // 12,
        (start.month - 1 + months) % 12 + 1,
        1,
    )

    assert months_between(start.replace(day=1), later) == max(1, months)


@pytest.mark.parametrize(
    ("facts", "questions"),
    [
        ({}, []),
        ({"months": 60}, []),
        ({"months": 72}, ["You wrote 72 months. Is that right?"]),
        (
            {"started_on": date(2026, 8, 1), "finished_on": date(2026, 1, 1)},
            [
                (
                    "You wrote that it ended in January 2026, before it began in "
                    "August 2026. Is one of them a slip?"
                )
            ],
        ),
        (
            {"to_role": "devops"},
            ["You started as DevOps engineer and set out for the same. Is that right?"],
        ),
        (
            {
                "from_role": "other",
                "from_other": "Tester",
                "to_role": "other",
                "to_other": "Pilot",
            },
            [],
        ),
        (
            {"ending": "chose_other", "arrived_role": "mlops"},
            ["The line you took instead is the one you set out for."],
        ),
        ({"hours_per_week": 61}, ["You wrote 61 hours a week. Is that right?"]),
        (
            {"pay_detail": "percent", "pay_percent": 1000},
            ["You wrote 1000 % for pay. Is that right?"],
        ),
    ],
)
def test_oddities_are_questions(facts, questions):
    assert phrases.oddities(story(**facts)) == questions


@pytest.mark.parametrize("ending", ["", *Ending.values])
def test_told_draws_every_story_even_an_empty_draft(ending):
    data = phrases.line_data(Story(ending=ending), [])

    assert (data.start, data.end, data.months) == ("o", "o", 6)


@pytest.mark.parametrize(
    ("arrived", "label"), [("", "Another line"), ("platform", "Platform engineer")]
)
def test_told_of_another_line_names_none_that_was_not_told(arrived, label):
    data = phrases.line_data(story(ending="chose_other", arrived_role=arrived))

    assert (data.end_label, data.end_note) == (label, "instead of MLOps")


@pytest.mark.parametrize(
    ("facts", "summary"),
    [
        ({}, "DevOps to MLOps, done"),
        (
            {"to_role": "platform", "ending": "chose_other", "arrived_role": "mlops"},
            "DevOps to MLOps instead of platform engineering, chose another line",
        ),
        ({"ending": "considering"}, "DevOps to MLOps, only considering"),
    ],
)
def test_summary_of(facts, summary):
    assert phrases.summary_of(story(**facts)) == summary


def test_the_line_says_in_drawing_and_words_what_was_taken_instead():
    facts = {
        "ending": "chose_other",
        "arrived_role": "platform",
        "finished_on": date(2025, 8, 1),
    }
    data = phrases.line_data(story(**facts), [])

    assert stops_of(data)[-1].note == "instead of MLOps, since August 2025"
    texts = [shape.text for shape in large_line(data).shapes if shape.text]
    assert texts[-3:] == ["Platform engineer", "instead of MLOps", "since August 2025"]
