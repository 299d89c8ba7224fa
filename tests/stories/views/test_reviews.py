import pytest

from tests.factories.stories import StoryFactory
from tests.stories.conftest import EVERYONE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", EVERYONE)
def test_detail_is_the_moderators_alone(client, sign_in, who):
    sign_in(who)
    story = StoryFactory(pending=True)

    response = client.get(f"/moderation/stories/{story.pk}/")

    assert response.status_code == (200 if who == "moderator" else 404)


@pytest.mark.parametrize("state", [{}, {"draft": True}, {"withdrawn": True}])
def test_detail_is_for_what_waits(client, sign_in, state):
    sign_in("moderator")
    story = StoryFactory(**state)

    assert client.get(f"/moderation/stories/{story.pk}/").status_code == 404
