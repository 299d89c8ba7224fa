import re
from itertools import pairwise

import pytest

from tests.busy import no_worker

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["terms", "privacy", "rules"])
def test_a_text_leaves_out_no_level_of_its_headings(client, kind):
    page = client.get(f"/{kind}/").content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_text_that_was_not_rendered_in_time_is_rendered_at_the_next_look(client):
    """A machine with too much to do must not leave the terms as they were typed."""
    with no_worker():
        assert "## Your account" in client.get("/terms/").content.decode()

    page = client.get("/terms/").content.decode()

    assert "## Your account" not in page
    assert "Your account</h2>" in page
