import pytest
from django.db import IntegrityError

from accounts.models import User
from forum.models import Post, Thread
from tests.factories.accounts import UserFactory
from tests.factories.forum import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db

TYPED, SEEN = "Two\u2028wo\u202erds\x07 \ue000here", "Two words here"
TOWER = "Z" + "\u0301" * 40


def test_a_line_is_clean_however_it_is_written():
    made = ThreadFactory(title=TYPED)
    assert (made.title, Thread.objects.get().title) == (SEEN, SEEN)

    Thread.objects.update(title=f"{TOWER} is a title")
    assert Thread.objects.get().title == f"{TOWER[:9]} is a title"

    made.title = TYPED
    made.save(update_fields=["title"])
    assert (made.title, Thread.objects.get().title) == (SEEN, SEEN)


def test_a_body_keeps_its_lines():
    post = PostFactory(body="One\r\n\r\n\ttwo\x1b[31m three\x00")

    assert Post.objects.get().body == post.body == "One\n\n\ttwo three"


def test_a_name_that_shows_nothing_is_refused_by_the_database():
    person = UserFactory(display_name="Mira")

    with pytest.raises(IntegrityError):
        User.objects.filter(pk=person.pk).update(display_name="\u3164\u200b")


def test_to_migrations_they_are_the_fields_they_are_made_of():
    paths = {
        name: model._meta.get_field(name).deconstruct()[1]
        for model, name in [(Thread, "title"), (User, "display_name"), (Post, "body")]
    }

    assert paths == {
        "title": "django.db.models.CharField",
        "display_name": "django.db.models.CharField",
        "body": "django.db.models.TextField",
    }
