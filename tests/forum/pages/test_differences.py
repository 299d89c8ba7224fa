from hypothesis import given
from hypothesis import strategies as st

from forum.pages.differences import ADD, DROP, KEEP, changes_between

TEXTS = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8).map("\n".join)


def test_changes_between_names_every_line():
    lines = changes_between("one\ntwo\nthree", "one\n2\nthree\nfour")

    assert [(line.sign, line.text) for line in lines] == [
        (" ", "one"),
        ("−", "two"),
        ("+", "2"),
        (" ", "three"),
        ("+", "four"),
    ]


@given(before=TEXTS, after=TEXTS)
def test_both_texts_can_be_read_from_the_changes(before, after):
    lines = changes_between(before, after)

    old = [line.text for line in lines if line.kind in {KEEP, DROP}]
    new = [line.text for line in lines if line.kind in {KEEP, ADD}]
    assert old == before.splitlines()
    assert new == after.splitlines()


def test_long_texts_are_not_compared_line_by_line():
    lines = changes_between("a\n" * 1_500, "b\n" * 1_500)

    assert [line.kind for line in lines] == [DROP] * 1_500 + [ADD] * 1_500


def test_texts_of_the_same_line_over_and_over_are_not_compared_line_by_line():
    """Comparing these two takes seconds, and a page of earlier texts shows ten."""
    before, after = "x\n" * 500, "".join(f"x\n{n}\n" for n in range(250))

    lines = changes_between(before, after)

    assert [line.kind for line in lines] == [KEEP] + [DROP] * 499 + [ADD] * 499


def test_one_line_is_found_in_a_text_of_any_length():
    before = "\n".join(["head"] * 1_500 + ["as it was"] + ["tail"] * 1_500)

    lines = changes_between(before, before.replace("as it was", "as it is"))

    changed = [(line.kind, line.text) for line in lines if line.kind != KEEP]
    assert changed == [(DROP, "as it was"), (ADD, "as it is")]
