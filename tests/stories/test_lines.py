import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories import lines
from stories.enums import Ending
from stories.lines import CARD, NEAR, SIDE, TILE, LineData

CARD_FORK = "M46 11h4c4 0 6 1.5 8.5 4l13 14c2.5 2.5 4.5 4 8.5 4"
BACK = "c4 0 6-1.5 8.5-4l13-14c2.5-2.5 4.5-4 8.5-4h4"


def line_data(**facts):
    return LineData(
        **{"start": "d", "end": "m", "ending": Ending.DONE, "months": 7} | facts
    )


def drawn(line, *classes):
    """The shapes of these classes, each as class and what places it."""
    return [
        (shape.cls, shape.d or (shape.x, shape.y, shape.r))
        for shape in line.shapes
        if shape.cls in classes
    ]


@pytest.mark.parametrize(
    ("facts", "size", "lane", "sign"),
    [
        ({}, CARD, f"{CARD_FORK}H207", ("st-term", ("207", "33", "8"))),
        (
            {"ending": Ending.STOPPED, "months": 5},
            CARD,
            f"{CARD_FORK}H161",
            ("st-tick", "M161 23v20"),
        ),
        (
            {"ending": Ending.UNDER_WAY, "months": 4},
            CARD,
            f"{CARD_FORK}H138",
            ("L c-m open", "M147 33h46"),
        ),
        (
            {"ending": Ending.WENT_BACK, "months": 11},
            CARD,
            f"{CARD_FORK}H265{BACK}",
            ("st-term", ("329", "11", "7")),
        ),
        (
            {"ending": Ending.CHOSE_OTHER, "months": 6, "end": "p"},
            CARD,
            f"{CARD_FORK}H184",
            ("st-term", ("184", "33", "8")),
        ),
        (
            {"months": 7},
            TILE,
            "M40 11h4c4 0 6 1.5 8.5 4l13 14c2.5 2.5 4.5 4 8.5 4H194",
            ("st-term", ("194", "33", "8")),
        ),
        (
            {"months": 8},
            SIDE,
            "M32 11h4c4 0 6 1.5 8.5 4l13 14c2.5 2.5 4.5 4 8.5 4H208",
            ("st-term", ("208", "33", "8")),
        ),
        (
            {"months": 8},
            NEAR,
            "M32 11h4c4 0 6 1.5 8.5 4l13 14c2.5 2.5 4.5 4 8.5 4H136",
            ("st-term", ("136", "33", "8")),
        ),
    ],
)
def test_small_draws_the_lane_and_the_sign_of_each_ending(facts, size, lane, sign):
    facts = line_data(**facts)

    line = lines.small_line(facts, size)

    assert drawn(line, f"L c-{facts.end}") == [(f"L c-{facts.end}", lane)]
    assert drawn(line, sign[0]) == [sign]
    assert not line.is_broken


def test_small_draws_considering_as_dots_from_the_fork():
    line = lines.small_line(line_data(ending=Ending.CONSIDERING, months=6), CARD)

    assert drawn(line, "L c-m open", "L c-m", "L-core k-m", "st-term", "st") == [
        ("L c-m open", f"{CARD_FORK}H184"),
        ("st", ("46", "11", "6")),
    ]


def test_small_draws_the_old_job_thin_only_when_it_was_kept():
    kept = lines.small_line(line_data(kept_job=True), CARD)
    left = lines.small_line(line_data(kept_job=False), CARD)
    untold = lines.small_line(line_data(), CARD)

    assert drawn(kept, "L c-d thin") == [("L c-d thin", "M46 11H207")]
    assert drawn(left, "L c-d thin") == drawn(untold, "L c-d thin") == []


@pytest.mark.parametrize(
    ("end", "cores"),
    [("d", []), ("o", []), ("p", ["L-core k-p"]), ("m", ["L-core k-m"])],
)
def test_small_gives_each_path_its_own_pattern(end, cores):
    line = lines.small_line(line_data(end=end), CARD)

    found = [shape.cls for shape in line.shapes if shape.cls.startswith("L-core")]
    assert found == cores


@pytest.mark.parametrize(
    ("months", "added", "stations"),
    [
        (7, 4, ["92", "161"]),
        (9, 3, ["115", "184"]),
        (14, 11, ["161", "253"]),
        (5, 1, ["92"]),
        (7, 0, []),
        (1, 4, []),
    ],
)
def test_small_puts_up_to_two_added_skills_at_whole_months(months, added, stations):
    line = lines.small_line(line_data(months=months, added=[""] * added), CARD)

    assert [s.x for s in line.shapes if s.cls == "st" and s.y == "33"] == stations


def test_small_draws_the_months_of_the_axis_on_cards_alone():
    assert [
        s.d for s in lines.small_line(line_data(), CARD).shapes if s.cls == "grid"
    ] == [f"M{x} -90V140" for x in (46, 115, 184, 253, 322, 391, 460)]
    assert [
        s for s in lines.small_line(line_data(), TILE).shapes if s.cls == "grid"
    ] == []


@pytest.mark.parametrize(
    ("months", "ending", "is_broken"),
    [
        (18, Ending.DONE, False),
        (19, Ending.DONE, True),
        (18, Ending.STOPPED, False),
        (16, Ending.UNDER_WAY, False),
        (17, Ending.UNDER_WAY, True),
        (16, Ending.WENT_BACK, False),
        (17, Ending.WENT_BACK, True),
    ],
)
def test_small_breaks_a_line_that_its_scale_cannot_hold(months, ending, is_broken):
    line = lines.small_line(line_data(months=months, ending=ending), CARD)

    words = [shape.text for shape in line.shapes if shape.text]
    assert line.is_broken is is_broken
    assert words == ([f"{months} months"] if is_broken else [])


@given(
    months=st.integers(1, 600),
    ending=st.sampled_from(Ending.values),
    end=st.sampled_from("dpmo"),
    kept_job=st.sampled_from([None, True, False]),
    added=st.integers(0, 20),
    size=st.sampled_from([CARD, TILE, SIDE, NEAR]),
)
def test_small_stays_within_its_frame_and_never_runs_backwards(
    months, ending, end, kept_job, added, size
):
    facts = line_data(
        months=months, ending=ending, end=end, kept_job=kept_job, added=[""] * added
    )

    line = lines.small_line(facts, size)

    for shape in line.shapes:
        if shape.x:
            assert 0 <= float(shape.x) <= size.width
        if shape.cls == f"L c-{end}" and shape.d.startswith(f"M{size.lead} "):
            runs = [float(x) for x in re.findall(r"H([\d.]+)", shape.d)]
            assert runs
            assert all(size.lead + lines.DROP <= x <= size.width for x in runs)


def test_large_draws_the_line_of_the_page():
    facts = line_data(
        kept_job=True,
        start_label="DevOps engineer",
        start_notes=["2 to 5 years"],
        end_label="MLOps engineer",
        end_note="since August 2026",
        span_label="7 months at 7 h a week",
        span_note="Jan to Aug 2026",
    )

    line = lines.large_line(facts)

    assert line.view_box == "0 44 1104 252"
    assert drawn(line, "L c-d", "L c-m", "st-tick", "st-term", "st", "brace") == [
        ("brace", "M175 240v8H809v-8"),
        ("L c-d", "M8 104H814"),
        ("st-tick", "M814 91v26"),
        ("L c-m", "M170 104h6c7 0 10 2 14 6l46 56c4 4 7 6 14 6H1010"),
        ("st", ("170", "104", "9")),
        ("st-term", ("1000", "172", "13")),
    ]
    assert [shape.text for shape in line.shapes if shape.text] == [
        "7 months at 7 h a week",
        "Jan to Aug 2026",
        "old job ends",
        "DevOps engineer",
        "2 to 5 years",
        "MLOps engineer",
        "since August 2026",
    ]


@pytest.mark.parametrize(
    ("ending", "signs"),
    [
        (Ending.DONE, [("st-term", ("1000", "172", "13"))]),
        (Ending.CHOSE_OTHER, [("st-term", ("1000", "172", "13"))]),
        (Ending.WENT_BACK, [("st-term", ("1000", "104", "13"))]),
        (Ending.STOPPED, [("st-tick", "M814 159v26")]),
        (Ending.UNDER_WAY, [("L c-m open", "M828 172H1000")]),
        (
            Ending.CONSIDERING,
            [
                (
                    "L c-m open",
                    "M170 104h6c7 0 10 2 14 6l46 56c4 4 7 6 14 6H1000",
                )
            ],
        ),
    ],
)
def test_large_ends_each_ending_with_its_own_sign(ending, signs):
    line = lines.large_line(line_data(ending=ending))

    assert drawn(line, "st-term", "st-tick", "L c-m open") == signs


def test_large_labels_six_carried_and_five_added_skills_at_most():
    facts = line_data(carried=list("abcdefgh"), added=list("ABCDEFG"))

    line = lines.large_line(facts)

    labels = [shape.text for shape in line.shapes if shape.cls == "lbl" and shape.text]
    assert sorted(labels) == sorted("abcdef" + "ABCDE")


@given(carried=st.integers(0, 6), added=st.integers(0, 5))
def test_skill_places_are_evenly_spaced_and_none_is_lost(carried, added):
    for ending in (Ending.DONE, Ending.WENT_BACK):
        places = lines.skill_places(carried, added, ending)

        assert (len(places[0]), len(places[1])) == (carried, added)
        every = sorted([*places[0], *places[1]])
        steps = [after - before for before, after in itertools.pairwise(every)]
        assert all(step > 40 for step in steps)


def test_large_shortens_a_long_label_and_the_list_does_not():
    name = "A skill with a remarkably long name"

    line = lines.large_line(line_data(carried=[name]))
    stops = lines.stops_of(line_data(carried=[name]))

    assert "A skill with a rema…" in [shape.text for shape in line.shapes]
    assert name in [stop.name for stop in stops]


@pytest.mark.parametrize(
    ("facts", "stops"),
    [
        (
            {"kept_job": True, "carried": ["Docker"], "added": ["DVC"]},
            [
                ("only-from", "Here"),
                ("fork", "Start"),
                ("both", "Docker"),
                ("last-from", "DVC"),
                ("to-only term", "There"),
            ],
        ),
        (
            {"carried": ["Docker"], "added": ["DVC"]},
            [
                ("only-from", "Here"),
                ("fork", "Start"),
                ("both to-only", "Docker"),
                ("to-only", "DVC"),
                ("to-only term", "There"),
            ],
        ),
        (
            {"ending": Ending.STOPPED},
            [("only-from", "Here"), ("fork", "Start"), ("to-only stop", "There")],
        ),
        (
            {"ending": Ending.UNDER_WAY},
            [("only-from", "Here"), ("fork", "Start"), ("to-only going", "There")],
        ),
        (
            {"ending": Ending.WENT_BACK},
            [("only-from", "Here"), ("fork", "Start"), ("only-from", "There")],
        ),
        (
            {"ending": Ending.CONSIDERING},
            [("only-from", "Here"), ("fork going", "There")],
        ),
    ],
)
def test_stops_say_what_the_line_shows(facts, stops):
    facts = line_data(start_label="Here", end_label="There", **facts)

    assert [(stop.cls, stop.name) for stop in lines.stops_of(facts)] == stops


def test_stops_count_what_they_leave_out():
    facts = line_data(carried=list("abcdefgh"), added=list("ABCDEFG"))

    names = [stop.name for stop in lines.stops_of(facts)]

    assert "a, b, c, d, e, f and 2 more" in names
    assert "and 2 more" in names
