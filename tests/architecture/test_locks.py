"""A person's row is locked so that others may name the person meanwhile."""

import re

from tests.architecture.code import modules, named

LOCK = re.compile(r"User\.objects[\w.()]*\.select_for_update\(([^)]*)\)")


def test_a_person_s_lock_lets_others_refer_to_the_person():
    found = [
        (named(path), match[1])
        for path in modules()
        for match in LOCK.finditer(path.read_text())
    ]

    assert found
    assert [place for place in found if "no_key=True" not in place[1]] == []
