import itertools

import pytest

from core.vocabularies import Path
from forum.models import Category
from pages.topics import LINE_MOST, TRUNK_MOST, topics


def category(name, path=Path.NONE):
    return Category(name=name, slug=name.lower(), path=path)


def test_topics_puts_categories_on_their_lines():
    found = topics(
        [
            category("Shared"),
            category("Craft", Path.DEVOPS),
            category("Calls", Path.DEVOPS),
            category("Models", Path.MLOPS),
        ]
    )

    assert [station.category.name for station in found.trunk] == ["Shared"]
    assert [(s.category.name, s.y) for s in found.stations] == [("Calls", 90)]
    ends = {end.path: end.category and end.category.name for end in found.ends}
    assert ends == {Path.PLATFORM: None, Path.DEVOPS: "Craft", Path.MLOPS: "Models"}
    assert found.count == 4


def test_topics_leaves_out_what_has_no_place():
    shared = [category(f"Shared {n}") for n in range(TRUNK_MOST + 3)]
    line = [category(f"Line {n}", Path.MLOPS) for n in range(LINE_MOST + 4)]

    found = topics([*shared, *line])

    assert (len(found.trunk), len(found.stations)) == (TRUNK_MOST, LINE_MOST)
    assert found.count == TRUNK_MOST + 3 + LINE_MOST + 4


@pytest.mark.parametrize("count", range(TRUNK_MOST + 1))
def test_topics_keeps_stations_of_the_trunk_apart_and_inside(count):
    found = topics([category(f"Name {n}") for n in range(count)])

    xs = [station.x for station in found.trunk]
    assert all(b - a >= 80 for a, b in itertools.pairwise(xs))
    assert all(6 < x < 470 for x in xs)


def test_topics_never_begins_a_name_outside_the_drawing():
    found = topics([category("A name of very many letters indeed"), category("B")])

    first = found.trunk[0]
    assert (first.anchor, first.text_x) == ("start", 6)
