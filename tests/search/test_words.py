import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import words


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
    assert words.words_of(query) == found


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
    assert words.advice(query, words.words_of(query)) == advice


@given(st.text(max_size=400))
def test_words_of_takes_whatever_comes_in(query):
    found = words.words_of(query)

    assert len(found) <= words.MAX_WORDS
    assert all(word and word == word.strip() for word in found)
    assert all(char.isprintable() for word in found for char in word)
    assert words.words_of(words.shown(query)) == found
