import pytest

from stories.services.stories import ask_for_changes
from tests.factories.stories import StoryFactory
from tests.stories.conftest import EVERYONE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", EVERYONE)
def test_detail_is_the_moderators_alone(client, sign_in, who):
    sign_in(who)
    story = StoryFactory(pending=True)

    response = client.get(f"/moderation/stories/{story.pk}/")

    assert response.status_code == (200 if who == "moderator" else 404)


def test_detail_shows_moderators_what_was_given_back(client, sign_in):
    judge = sign_in("moderator")
    story = StoryFactory(pending=True)
    ask_for_changes(moderator=judge, story=story, reason="Say how long it took.")

    response = client.get(story.get_absolute_url(), follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(f"/moderation/stories/{story.pk}/", 302)]
    assert response.status_code == 200
    assert "Say how long it took." in page
    assert "Decide" not in page


@pytest.mark.parametrize("state", [{}, {"draft": True}, {"withdrawn": True}])
def test_detail_is_for_what_waits(client, sign_in, state):
    sign_in("moderator")
    story = StoryFactory(**state)

    assert client.get(f"/moderation/stories/{story.pk}/").status_code == 404
