from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from access.models import Circle
from accounts.models import User
from core import clock
from tests.factories.access import CircleFactory
from tests.factories.accounts import UserFactory
from tests.racing import race
from writing.errors import SentBefore
from writing.models import Submission
from writing.services.submissions import forget_old_submissions, new_token, once


def send(person, token, make=CircleFactory, content="The same words", **options):
    with transaction.atomic():
        return once(person=person, token=token, content=content, make=make, **options)


@pytest.mark.django_db
def test_once_makes_the_thing_once():
    person, before = UserFactory(), Circle.objects.count()

    first, again = send(person, "one"), send(person, "one")

    assert first == again
    assert Circle.objects.count() == before + 1


@pytest.mark.django_db
def test_once_knows_tokens_by_person():
    assert send(UserFactory(), "one") != send(UserFactory(), "one")


@pytest.mark.django_db
def test_once_makes_anew_what_was_thrown_away():
    person = UserFactory()
    send(person, "one").delete()

    again = send(person, "one")

    assert send(person, "one") == again
    assert Submission.objects.get().made_pk == again.pk


@pytest.mark.django_db
def test_once_answers_with_no_thing_of_another_kind():
    person = UserFactory()
    circle = send(person, "one", kind=Circle)

    other = send(person, "one", UserFactory, kind=User)

    assert isinstance(other, User)
    assert send(person, "one", kind=Circle) == circle


@pytest.mark.django_db
def test_once_tells_other_words_apart_and_writes_nothing():
    person = UserFactory()
    circle, before = send(person, "one", content=(7, "Words")), Circle.objects.count()

    for other in [(7, "Words, and ten lines more"), (8, "Words")]:
        with pytest.raises(SentBefore) as refusal:
            send(person, "one", content=other, describe=lambda circle: circle.name)
        assert (refusal.value.made, refusal.value.theirs) == (circle, circle.name)

    assert Circle.objects.count() == before
    assert send(person, "one", content=(7, "Words")) == circle


@pytest.mark.django_db
def test_once_does_not_mind_the_order_of_answers():
    person, day = UserFactory(), clock.now().date()

    first = send(person, "one", content={"a": [1, day], "b": "ä\ud800"})

    assert send(person, "one", content={"b": "ä\ud800", "a": [1, day]}) == first


@pytest.mark.django_db
def test_once_takes_new_words_where_the_thing_was_thrown_away():
    person = UserFactory()
    send(person, "one", content="Before").delete()

    again = send(person, "one", content="After")

    assert send(person, "one", content="After") == again


@pytest.mark.django_db
def test_once_asks_whether_the_thing_is_still_there():
    person = UserFactory()
    first = send(person, "one", content="Before")

    again = send(person, "one", content="After", exists=lambda made: made != first)

    assert again != first
    assert send(person, "one", content="After") == again


@pytest.mark.django_db
def test_once_knows_a_form_whose_words_were_not_noted():
    person = UserFactory()
    circle = send(person, "one")
    Submission.objects.update(digest="")

    assert send(person, "one", content="Other words") == circle


@pytest.mark.django_db
def test_once_without_a_token_makes_a_new_thing_each_time():
    person = UserFactory()

    assert send(person, "") != send(person, "")
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_once_lets_the_form_be_sent_again_after_a_failure():
    person = UserFactory()

    def fail():
        raise ValueError("The thing could not be made.")

    with pytest.raises(ValueError, match="could not"):
        send(person, "one", fail)

    assert not Submission.objects.exists()
    assert send(person, "one")


@pytest.mark.django_db(transaction=True)
def test_once_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        once(person=UserFactory(), token="one", content="", make=CircleFactory)

    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_once_makes_one_thing_however_many_send_at_once():
    person, before = UserFactory(), Circle.objects.count()

    outcomes = race(*[partial(send, person, "one")] * 6)

    assert Circle.objects.count() == before + 1
    assert len({circle.pk for circle in outcomes}) == 1


@pytest.mark.django_db(transaction=True)
def test_once_lets_one_of_two_forms_win_and_drops_no_words():
    person, before = UserFactory(), Circle.objects.count()

    outcomes = race(
        *[partial(send, person, "one", content=words) for words in ("One", "Two")]
    )

    assert Circle.objects.count() == before + 1
    assert sorted(isinstance(outcome, SentBefore) for outcome in outcomes) == [
        False,
        True,
    ]


@pytest.mark.django_db
def test_forget_old_submissions_leaves_the_younger():
    person = UserFactory()
    with clock.at(clock.now() - timedelta(days=31)):
        send(person, "old")
    send(person, "young")

    assert forget_old_submissions() == 1
    assert Submission.objects.get().token == "young"


def test_new_token_is_never_the_same():
    assert len({new_token() for _ in range(100)}) == 100
