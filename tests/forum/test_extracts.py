"""Wherever a few words stand under a name, they are that person's own."""

from datetime import timedelta

import pytest

from access.access import Access
from core import clock
from forum.enums import TeaserStyle
from forum.models import Post
from forum.searching import find_posts
from forum.services.posts import correct_post, reply_to_thread
from moderation.services import drafts, subjects
from notifications.models import Notice
from outbox.services.sending import send_due_mail
from richtext.excerpts import ONLY_QUOTES
from richtext.rendering import render
from tests.factories.access import member, moderator
from tests.factories.forum import members_category, thread_of
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

ANSWER = "> Ana was sacked for drift.\n\nI doubt this drift."
THEIRS, OWN = "sacked", "I doubt this drift."
ONLY_QUOTED = "> Ana was sacked for drift."


def replied(body):
    thread = thread_of(1, author=member(email="starter@example.org"))
    post = reply_to_thread(author=member(), thread=thread, body=body)
    run_jobs()
    return post


@pytest.mark.parametrize(("body", "shown"), [(ANSWER, OWN), (ONLY_QUOTED, ONLY_QUOTES)])
def test_a_notice_and_its_mail_quote_the_author_alone(mailoutbox, body, shown):
    replied(body)

    with clock.at(clock.now() + timedelta(minutes=11)):
        send_due_mail()

    assert Notice.objects.get().context == {}
    whole = mailoutbox[0].body + str(mailoutbox[0].alternatives)
    assert shown in whole
    assert THEIRS not in whole


@pytest.mark.parametrize(("body", "shown"), [(ANSWER, OWN), (ONLY_QUOTED, ONLY_QUOTES)])
def test_search_shows_the_author_s_words_alone(body, shown):
    replied(body)

    [found] = find_posts(Access.visitor(), ["drift"], 9)

    assert found.excerpt == shown


def test_a_closed_door_shows_the_author_s_words_alone(client):
    thread = thread_of(1, category=members_category(teaser_style=TeaserStyle.EXCERPT))
    html = render(ANSWER).html
    Post.objects.filter(thread=thread).update(body=ANSWER, body_html=html)

    page = client.get(thread.get_absolute_url()).content.decode()

    assert OWN in page
    assert THEIRS not in page


@pytest.mark.parametrize(
    ("body", "evidence", "quote"),
    [
        (ANSWER, OWN, f"This is about: “{OWN}”"),
        (ONLY_QUOTED, ONLY_QUOTES, ""),
    ],
)
def test_moderation_quotes_the_author_alone(body, evidence, quote):
    post = replied(body)

    subject = subjects.find(Access.of(moderator()), "post", post.pk)

    assert subject.evidence == evidence
    assert drafts._quote(subject) == quote


def test_an_extract_of_a_corrected_post_names_the_correction():
    post = replied(ANSWER)
    Post.objects.update(created_at=clock.now() - timedelta(days=2))
    correct_post(author=post.author, post=post, words="> x\n\nSurely.", revision=1)

    [found] = find_posts(Access.visitor(), ["surely"], 9)

    day = f"{clock.now():%-d %B %Y}"
    assert found.excerpt == f"{OWN} Correction of {day}. Surely."
