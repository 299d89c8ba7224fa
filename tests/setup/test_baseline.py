import pytest
from django.contrib.auth import get_user_model

from access.models import Circle
from tests.factories.access import member


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_meets_what_the_migrations_made_and_nothing_else(turn):
    assert Circle.objects.community().slug == "community"
    assert not get_user_model().objects.exists()

    member()
