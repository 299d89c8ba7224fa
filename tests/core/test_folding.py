import pytest

from core.folding import FOLDED_MAX, fold


@pytest.mark.parametrize(
    "same",
    [
        (
            "Kubernetes",
            "kubernetes",
            "KUBERNETES",
            "Ｋｕｂｅｒｎｅｔｅｓ",
            "Kuber\u200bnetes",
        ),
        ("CI/CD", "ci/cd", "CI / CD", "CI/ CD"),
        ("feature stores", "Feature-Stores", "feature–stores", " feature_stores\t"),
        ("Straße", "STRASSE"),
        ("Über", "ÜBER", "U\u0308ber"),
        ("データ", "ﾃﾞｰﾀ"),
        ("Conway's law", "Conway’s law"),
        ("W&B", "w＆b"),
    ],
)
def test_fold_makes_one_of_what_people_write_for_one_word(same):
    assert len({fold(text) for text in same}) == 1
    assert fold(same[0])


@pytest.mark.parametrize(
    "different",
    [
        ("C", "C++", "C#", "C--"),
        ("K8s", "Kubernetes"),
        ("Haskell", "Haskell?!"),
        (".tf", "tf"),
        ("Uber", "Über"),
        ("CI/CD", "CI CD", "CICD"),
        ("--", "++"),
    ],
)
def test_fold_keeps_words_apart_that_a_sign_tells_apart(different):
    assert len({fold(text) for text in different}) == len(different)
    assert all(fold(text) for text in different)


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "\u3164", "\u200d \u2060"])
def test_fold_leaves_nothing_of_what_shows_nothing(text):
    assert fold(text) == ""


@pytest.mark.parametrize("text", ["K8s", "CI / CD", "Straße", "ﷺ" * 60, "a-b_c"])
def test_fold_of_what_is_folded_is_the_same_and_fits_its_column(text):
    assert fold(fold(text)) == fold(text)
    assert len(fold(text)) <= FOLDED_MAX
