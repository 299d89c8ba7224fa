import pytest
from django.core.exceptions import PermissionDenied

from core import limits
from core.errors import TooFast
from forum.models import CategoryRight
from moderation.models import Case, Flag
from moderation.services.flags import NotThere, flag_thing
from tests.factories.access import RestrictionFactory, member
from tests.factories.accounts import new_person
from tests.racing import race

pytestmark = pytest.mark.django_db


def flag(person, post, **options):
    plain = {"kind": "post", "pk": post.pk, "reason": "advertising"}
    return flag_thing(reporter=person, **plain | options)


def test_flag_thing_opens_a_case_that_keeps_what_was_read(reporter, post):
    made = flag(reporter, post, note="Seen elsewhere")

    case = made.case
    assert (case.author, case.is_open) == (post.author, True)
    assert case.title == "Post 2 in “Pay bands in Berlin”"
    assert case.evidence == "Buy my course at once."
    assert (made.reason, made.note) == ("advertising", "Seen elsewhere")


def test_many_flags_on_one_thing_are_one_case(post):
    for _ in range(3):
        flag(member(), post)

    assert Case.objects.get().flags.count() == 3


def test_the_same_person_flags_a_thing_once(reporter, post):
    first = flag(reporter, post)
    again = flag(reporter, post, reason="other")

    assert (again.pk, again.reason) == (first.pk, "advertising")
    assert Case.objects.get().version == 2


def test_each_flag_makes_the_case_another_one_than_was_read(reporter, post):
    versions = []
    for person in (reporter, member()):
        flag(person, post)
        versions.append(Case.objects.get().version)

    assert versions == [2, 3]


def test_flag_thing_knows_nothing_that_the_reporter_may_not_see(reporter, post):
    CategoryRight.objects.all().delete()

    with pytest.raises(NotThere):
        flag(reporter, post)
    with pytest.raises(NotThere):
        flag(reporter, post, kind="nonsense")

    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "make", [new_person, lambda: RestrictionFactory(person=member()).person]
)
def test_flag_thing_refuses_the_new_and_the_suspended(make, post):
    with pytest.raises(PermissionDenied):
        flag(make(), post)

    assert not Case.objects.exists()


def test_flag_thing_refuses_ones_own_words(post):
    with pytest.raises(PermissionDenied, match="your own words"):
        flag(post.author, post)

    assert not Case.objects.exists()


def test_flag_thing_stops_a_flood(reporter, post):
    for _ in range(limits.FLAGGING[0]):
        flag(reporter, post)

    with pytest.raises(TooFast):
        flag(reporter, post)

    assert Flag.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_flags_at_the_same_moment_are_one_case(post):
    people = [member() for _ in range(4)]

    race(*[lambda person=person: flag(person, post) for person in people])

    case = Case.objects.get()
    assert (case.flags.count(), case.version) == (4, 5)
