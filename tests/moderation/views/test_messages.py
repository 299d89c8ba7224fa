import pytest
from django.urls import reverse

from forum.services.posts import delete_post
from moderation.models import Message, Rule
from moderation.notices import announce_message
from moderation.services.holding import refuse, release
from notifications.models import Notice
from tests.factories.access import expired, member, moderator, suspended
from tests.factories.moderation import MessageFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [member, expired, suspended])
def test_a_letter_is_read_by_whom_it_was_written_to(client, make):
    person = make()
    message = MessageFactory(recipient=person)
    announce_message(message)
    run_jobs()
    client.force_login(person)

    assert Notice.objects.unread().exists()
    response = client.get(message.get_absolute_url())

    assert (response.status_code, "plain words." in response.content.decode()) == (
        200,
        True,
    )
    assert not Notice.objects.unread().exists()


@pytest.mark.parametrize("make", [member, moderator])
def test_a_letter_is_not_there_for_anybody_else(client, make):
    message = MessageFactory()
    client.force_login(make())

    assert client.get(message.get_absolute_url()).status_code == 404


def test_a_visitor_signs_in_first(client):
    message = MessageFactory()

    response = client.get(message.get_absolute_url())

    assert (response.status_code, response.url.partition("?")[0]) == (
        302,
        reverse("account_login"),
    )


def test_the_letter_of_a_release_leads_to_the_post_while_it_is_there(
    client, hana, held_post
):
    release(moderator=hana, kind="post", pk=held_post.pk)
    message = Message.objects.get(recipient=held_post.author)
    run_jobs()
    client.force_login(held_post.author)
    link = f'href="/t/{held_post.thread_id}/p/2/"'

    assert link in client.get(message.get_absolute_url()).content.decode()
    assert link in client.get("/me/notices/").content.decode()
    delete_post(author=held_post.author, post=held_post)
    assert link not in client.get(message.get_absolute_url()).content.decode()


def test_the_letter_of_a_refusal_leads_nowhere(client, hana, held_post):
    refuse(
        moderator=hana,
        kind="post",
        pk=held_post.pk,
        rule=Rule.objects.get(number=5),
        words="",
    )
    message = Message.objects.get(recipient=held_post.author)
    client.force_login(held_post.author)

    page = client.get(message.get_absolute_url()).content.decode()

    assert "See it where it stands" not in page
