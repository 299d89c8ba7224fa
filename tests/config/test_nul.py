"""A NUL byte, which PostgreSQL takes in no text, is bad input and no accident."""

import pytest

from forum.models import Thread
from tests.factories.access import member, moderator, organiser

pytestmark = pytest.mark.django_db

PATHS = ["/u/%00/", "/moderation/people/a%00/", "/organise/people/%00/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("make", [member, moderator, organiser])
def test_a_nul_in_a_path_is_a_bad_request(client, path, make):
    client.force_login(make())

    assert client.get(path).status_code == 400


def test_a_nul_in_what_is_chosen_is_no_category(client):
    client.force_login(member())
    words = {"category": "a\x00", "title": "A title", "body": "Words"}

    codes = [
        client.post("/t/new/", words | {"preview": "1"}).status_code,
        client.post("/t/preview/?category=%00", words).status_code,
        client.post("/t/new/", words).status_code,
    ]

    assert codes == [200, 200, 422]
    assert not Thread.objects.exists()
