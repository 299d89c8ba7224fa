import pytest

from core import clock
from moderation.models import Rule

pytestmark = pytest.mark.django_db


def test_the_house_begins_with_eight_rules_in_order():
    assert [rule.number for rule in Rule.objects.in_force()] == list(range(1, 9))


def test_a_new_wording_takes_the_number_of_the_retired_one():
    Rule.objects.filter(number=4).update(retired_at=clock.now())
    Rule.objects.create(number=4, title="No selling here", text="A new wording.")

    assert str(Rule.objects.in_force().get(number=4)) == "Rule 4, No selling here"
