import pytest
from django import forms

from writing.forms import ProseField, SubmissionMixin


class WordsForm(SubmissionMixin):
    body = ProseField(max_length=5)


def test_each_form_carries_a_token_of_its_own():
    first, second = str(WordsForm()["token"]), str(WordsForm()["token"])

    assert 'type="hidden"' in first
    assert first != second


def test_a_form_that_comes_back_keeps_its_token():
    form = WordsForm({"token": "one", "body": ""})

    assert 'value="one"' in str(form["token"])


@pytest.mark.parametrize("body", ["a\r\nb\r\n", "a\rb", "a\nb"])
def test_line_ends_count_as_one_character(body):
    form = WordsForm({"body": body})

    assert form.is_valid()
    assert form.cleaned_data["body"] == "a\nb"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("    a", "    a"),
        ("\n \t\r\n\ta\n\tb\n \n", "\ta\n\tb"),
        ("a \t", "a"),
        ("\xa0\n- a", "- a"),
        ("a\r\r\nb", "a\nb"),
    ],
)
def test_a_text_keeps_the_indent_of_its_first_line(typed, kept):
    assert ProseField().clean(typed) == kept


def test_a_browser_is_not_told_to_cut():
    assert isinstance(WordsForm()["body"].field.widget, forms.Textarea)
    assert "maxlength" not in str(WordsForm()["body"])


@pytest.mark.parametrize("body", ["", " \n ", "123456", "a\x00b", "\u200b\u3164"])
def test_a_text_that_does_not_fit_is_refused(body):
    assert not WordsForm({"body": body}).is_valid()
