"""Every field into which a person types reads it as a reader would see it."""

import unicodedata
from copy import deepcopy
from functools import partial

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from core.fields import LineField as LineColumn
from core.fields import LongTextField, NameField, ShortTextField
from core.forms import LineField, PlainTextField
from core.plain import MARKS_MAX
from core.registry import free_text_fields
from tests.architecture.code import packages
from tests.architecture.doors import Undone, said_by
from tests.architecture.test_words import (
    NO_WORDS,
    NO_WORDS_IN,
    ROWS,
    TAKES,
    forms_of_ours,
    holds,
)
from tests.architecture.world import PERSONAS
from writing.forms import ProseField

# Lists are read line by line, and a bad cell is said with its line.
READ_ELSEWHERE = {"ListField", *NO_WORDS}
UNSEEN = [
    *(" ", "\u3164", "\u2800", "\u115f\u1160", "\u200b\ufeff", "\u0301" * 3, "\u200d"),
    *("\uf8ff", "\u00a0", "\u202e", "\x07", "\x1b[31m", "\u2028", "\ufffc", "\u00ad"),
]
UNSEEN_MARKUP = [
    *("[]()", "&nbsp;", "&#x200b;", "<!-- note -->", "![]()", "```\n```"),
    *("```", "~~~~\n\n~~~~", "[\u200b](/t/1/)", "---"),
    *("> ", "- ", "| |\n|-|\n| |", "` `", "[\u3164](/t/1/)", "&#x3164;"),
]
TOWER = "Z" + "\u0335\u0301" * 200
DIRTY = f"Mi\u202era \ue000line:1\ue001 Va\x07lk\x1b[31m \U000f0000 {TOWER}"


def fields_of_words():
    for form in dict.fromkeys(forms_of_ours()):
        is_ours = form.__module__.partition(".")[0] in packages()
        if issubclass(form, NO_WORDS_IN) or not is_ours:
            continue
        for name, field in form.base_fields.items():
            is_text = isinstance(field, forms.CharField) and not field.widget.is_hidden
            is_elsewhere = type(field).__name__ in READ_ELSEWHERE or name == "code"
            if is_text and not is_elsewhere:
                yield pytest.param(field, id=f"{form.__name__}.{name}")


FIELDS = list(fields_of_words())
PROSE = [one for one in FIELDS if isinstance(one.values[0], ProseField)]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_words_cleans_what_is_typed(field):
    assert isinstance(field, (LineField, PlainTextField))


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
@pytest.mark.parametrize("field", FIELDS)
def test_what_shows_nothing_is_empty(field, text):
    assert_empty(field, text)


@pytest.mark.parametrize("text", UNSEEN_MARKUP, ids=ascii)
def test_markup_that_shows_nothing_is_empty(text):
    for field in PROSE:
        assert_empty(field.values[0], text)


def assert_empty(field, text):
    field = deepcopy(field)
    field.required = False
    assert field.clean(text) == ""
    field.required = True
    with pytest.raises(ValidationError) as refusal:
        field.clean(text)
    assert refusal.value.error_list[0].code == "required"


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_typed_is_clean(field):
    words = cleaned(field, DIRTY)

    assert words.startswith("Mira line:1 Valk")
    assert not {unicodedata.category(sign) for sign in words} & {"Cc", "Co", "Cf"}
    assert sum(map(unicodedata.combining, words)) > 0
    assert sum(bool(unicodedata.combining(sign)) for sign in words) == MARKS_MAX


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_far_too_long_is_refused_as_too_long(field):
    if field.max_length is None:
        return
    with pytest.raises(ValidationError) as refusal:
        field.clean("\u200bé" * 20 * field.max_length)
    assert "max_length" in {error.code for error in refusal.value.error_list}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "text", ["میر\u200cا والک", "ශ්\u200dරී", "👩\u200d💻 Mira", "你好世界吗"]
)
def test_words_of_every_script_are_words(field, text):
    assert cleaned(field, text) == text


def cleaned(field, text):
    field = deepcopy(field)
    field.validators = []
    return field.clean(text)


@pytest.mark.parametrize("door", ROWS, ids=str)
def test_what_shows_nothing_is_answered_like_nothing(db, world, browsers, door):
    """By whoever may do it; the words come back where they are refused."""
    words = TAKES[door.name]
    persona = min(PERSONAS, key=lambda one: refused(door, world, one, browsers[one]))
    ask = partial(answered, door, world, persona, browsers[persona])
    for name in words:
        assert ask(words | {name: "\u3164\u200b"}) == ask(words | {name: ""}), name


def refused(door, world, persona, browser):
    """The lower, the further their words come: done, a wrong form, or no way in."""
    is_done, said, _ = answered(door, world, persona, browser, TAKES[door.name])
    return 0 if is_done else {"422": 1, "in": 3}.get(said[:3], 2)


def answered(door, world, persona, browser, words):
    """Whether it was done, the status, and whether a refusal holds all the words."""
    try:
        with transaction.atomic():
            data = door.form(world, persona) | words
            response = browser.post(door.url(world, persona), data)
            said = said_by(response)
            is_done = said != "in" and not said.startswith(("4", "5"))
            is_kept = is_done or holds(response, words)
            raise Undone
    except Undone:
        return is_done, said, is_kept


COLUMNS = (LineColumn, NameField, ShortTextField, LongTextField)
# A key of a list of reasons, and mail as it was made.
NO_WORDS_THERE = {"moderation.flag.reason"}


def columns_of_words():
    for model in apps.get_models():
        if model.__module__.partition(".")[0] not in {*packages()} - {"outbox"}:
            continue
        for field in model._meta.get_fields():
            is_text = isinstance(field, (models.CharField, models.TextField))
            is_spoken = field.name in free_text_fields() or field.name.endswith(
                "_reason"
            )
            if is_text and is_spoken and str(field).lower() not in NO_WORDS_THERE:
                yield field


@pytest.mark.parametrize("field", list(columns_of_words()), ids=str)
def test_every_column_of_words_is_clean_whoever_writes_it(field):
    assert isinstance(field, COLUMNS)
