"""The colours meet the contrast that the look promises, in light and in dark."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
PAIR = re.compile(r"--([a-z0-9-]+): light-dark\((#\w{6}), (#\w{6})\)")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS)}
COLOURS["on-signal"] = ("#14202B", "#14202B")

NEEDED = [
    ("ink", "paper", 7),
    ("ink-2", "paper", 4.5),
    ("ink-2", "sunken", 4.5),
    ("ink-3", "paper", 4.5),
    ("ink-3", "surface", 4.5),
    ("ink-3", "sunken", 4.5),
    ("ink-3", "hover", 4.5),
    ("on-ink", "ink", 7),
    ("on-signal", "signal", 7),
    ("ink", "signal-wash", 7),
    ("ink-2", "signal-wash", 4.5),
    ("on-line", "devops", 4.5),
    ("on-line", "platform", 4.5),
    ("on-line", "mlops", 4.5),
    ("devops", "paper", 3),
    ("platform", "paper", 3),
    ("mlops", "paper", 3),
    ("other", "paper", 3),
    ("edge-rest", "surface", 3),
    ("edge-rest", "paper", 3),
    ("alarm", "paper", 4.5),
    ("alarm", "alarm-wash", 4.5),
    ("ink", "alarm-wash", 7),
    ("code-key", "code-bg", 4.5),
    ("code-str", "code-bg", 4.5),
    ("code-num", "code-bg", 4.5),
    ("code-note", "code-bg", 4.5),
    ("code-note", "code-add", 4.5),
    ("code-note", "code-del", 4.5),
    *[("ink", f"tint-{number}", 7) for number in range(7)],
]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("front", "ground", "needed"), NEEDED)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_pairs_of_colours_can_be_told_apart(theme, front, ground, needed):
    assert contrast(COLOURS[front][theme], COLOURS[ground][theme]) >= needed


def test_engines_without_light_dark_get_the_light_value_of_every_colour():
    plain = TOKENS[TOKENS.index("@supports not") :]
    found = dict(re.findall(r"--([a-z0-9-]+): (#\w{6});", plain))
    named = {name: light for name, (light, _dark) in COLOURS.items()}
    named.pop("on-signal")

    assert found == named
