import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["terms", "privacy", "rules"])
def test_a_text_leaves_out_no_level_of_its_headings(client, kind):
    page = client.get(f"/{kind}/").content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]

    assert levels[0] == 1
    assert set(levels[1:]) == {2}
