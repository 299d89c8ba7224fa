import pytest

from core.plain import is_blank, one_line


@pytest.mark.parametrize("text", ["", " \n", "\u200b" * 8, "\u3164 \u2800", "\u202e"])
def test_is_blank_sees_what_a_reader_sees(text):
    assert is_blank(text)
    assert one_line(text) == ""


@pytest.mark.parametrize(
    "text", ["a", "\u05e9\u05dc\u05d5\u05dd", "👩\u200d💻", "\u0645\u06cc\u200c\u062f"]
)
def test_one_line_leaves_every_script_alone(text):
    assert not is_blank(text)
    assert one_line(text) == text


def test_one_line_turns_nothing_around():
    assert one_line(" abc \u202e gnp\u2066.exe\n") == "abc gnp.exe"
