import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import terms


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", []),
        ("   ", []),
        ("model registry", ["model", "registry"]),
        ("Model model MODEL", ["Model"]),
        ("CI/CD C++ .tf W&B k8s", ["CI/CD", "C++", ".tf", "W&B", "k8s"]),
        ('"feature store", (drift)!', ["feature", "store", "drift"]),
        ("-not this", ["not", "this"]),
        ("?!... -- ***", []),
        ("a", ["a"]),
        ("nul\x00byte", ["nul", "byte"]),
        ("\u200bzero\u202ewidth", ["zero", "width"]),
        ("žluťoučký kůň", ["žluťoučký", "kůň"]),
        ("model.", ["model"]),
        (" ".join("abcdefghij"), list("abcdefgh")),
        ("x" * 500, ["x" * 200]),
        ("٤٢", ["٤٢"]),
    ],
)
def test_words_of(query, found):
    assert terms.terms_of(query) == found


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ("", ""),
        ("model", ""),
        ("?!", "There is no letter or figure in that. Write a word to look for."),
        ("a", "One letter is in almost everything. Two or more find better."),
        ("x" * 201, "Only the first 200 characters were looked for."),
        (" ".join("abcdefghij"), "Only the first 8 words were looked for."),
    ],
)
def test_advice(query, advice):
    assert terms.advice(query, terms.terms_of(query)) == advice


@given(st.text(max_size=400))
def test_words_of_takes_whatever_comes_in(query):
    found = terms.terms_of(query)

    assert len(found) <= terms.MAX_TERMS
    assert all(word and word == word.strip() for word in found)
    assert all(char.isprintable() for word in found for char in word)
    assert terms.terms_of(terms.shown(query)) == found
