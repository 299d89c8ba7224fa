import unicodedata
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils.text import slugify
from hypothesis import given
from hypothesis import strategies as st

from core.slugs import SLUG_MAX, slug


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("CI/CD for models: how?", "cicd-for-models-how"),
        ("Größe, Øl & Łódź", "grosse-ol-lodz"),
        ("Nguyễn đi đâu", "nguyen-di-dau"),
        ("从零开始学习 Kubernetes，一年之后", "从零开始学习-kubernetes一年之后"),
        ("Что такое дрейф?", "что-такое-дрейф"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("हिन्दी में सवाल", "हिन्दी-में-सवाल"),
        ("می\u200cخواهم بدانم", "میخواهم-بدانم"),
        ("שָׁלוֹם", "שָׁלוֹם"),
        ("ＦＵＬＬ ｗｉｄｔｈ", "full-width"),
        ("a – b — c", "a-b-c"),
        ("🤔🤔🤔🤔🤔", ""),
        ("!!!???", ""),
        ("\u0301\u3164 -_- ", ""),
        ("İstanbul ışık", "istanbul-isik"),
        ("e\u0301te\u0301", "ete"),
    ],
)
def test_slug_is_of_the_title_s_own_letters(title, words):
    assert slug(title) == unicodedata.normalize("NFC", words)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=80))
def test_slug_of_plain_latin_is_as_everywhere(title):
    assert slug(title) == slugify(title)


@given(st.text(max_size=200))
def test_slug_is_one_part_of_an_address(title):
    words = slug(title)

    assert len(words) <= SLUG_MAX
    assert words == words.strip("-_")
    assert slug(words) == words
    if words:
        address = reverse("forum:thread_detail", args=[1, words])
        assert address.isascii()
        assert unquote(address) == f"/t/1/{words}/"
        assert "/" not in words


@given(st.text(max_size=60))
def test_slug_is_the_same_however_the_title_is_composed(title):
    assert slug(unicodedata.normalize("NFD", title)) == slug(
        unicodedata.normalize("NFC", title)
    )


def test_slug_ends_at_a_whole_sign():
    assert slug("ab" + "की" * 60) == "ab" + "की" * 39
