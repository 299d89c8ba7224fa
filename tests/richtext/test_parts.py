import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from richtext.fields import RichTextField
from richtext.parts import RichText, Slot

FIELD = RichTextField()
PARTS = st.lists(st.one_of(st.text(max_size=9), st.builds(Slot, st.text(max_size=4))))
MENTION = Slot("mention", "ana", "@Ana")


@given(PARTS)
def test_a_text_comes_back_from_its_column_as_it_was(parts):
    text = RichText.of(parts)

    assert RichText.from_json(text.to_json()) == text
    assert FIELD.from_db_value(FIELD.get_prep_value(text)) == text
    assert pickle.loads(pickle.dumps(text)) == text


@given(PARTS)
def test_neighbouring_strings_are_one(parts):
    strings = [isinstance(part, Slot) for part in RichText.of(parts).parts]

    assert [False, False] not in [strings[at : at + 2] for at in range(len(strings))]
    assert "" not in RichText.of(parts).parts


def test_the_stored_form_is_a_list_of_strings_and_slots():
    assert RichText(("<p>Hi ", MENTION, "</p>")).to_json() == (
        '["<p>Hi ",["mention","ana","@Ana"],"</p>"]'
    )


@given(st.text())
def test_no_string_can_be_stored_that_reads_as_a_slot(words):
    assert list(RichText.from_json(RichText((words,)).to_json()).slots) == []


@pytest.mark.parametrize(
    "data",
    [
        *("<p>x</p>", "{}", "null", '"x"', "[1]", "[null]"),
        *('[["mention","ana"]]', '[["mention","ana",1]]', '[["a","b","c","d"]]'),
        '[{"kind":"mention"}]',
    ],
)
def test_what_is_no_rendered_text_is_refused(data):
    with pytest.raises(ValueError, match=r"part|Expecting"):
        RichText.from_json(data)


def test_an_empty_text_is_an_empty_column():
    assert FIELD.get_prep_value(RichText()) == ""
    assert FIELD.from_db_value("") == RichText()
    assert not RichText()


def test_a_string_of_html_cannot_be_stored():
    with pytest.raises(TypeError):
        FIELD.get_prep_value("<p>x</p>")


def test_a_paragraph_escapes_its_words():
    assert RichText.paragraph("a < b") == RichText(("<p>a &lt; b</p>",))


def test_keys_are_those_of_one_kind_each_once():
    text = RichText(("<p>", MENTION, " and ", MENTION))

    assert text.keys("mention") == ("ana",)
