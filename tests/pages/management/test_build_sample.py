import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories import access

pytestmark = pytest.mark.django_db


def test_build_sample_refuses_with_the_sentence_that_says_why():
    with pytest.raises(CommandError, match="development site only"):
        call_command("build_sample", verbosity=0)

    assert not User.objects.exists()


def test_build_sample_if_empty_leaves_people_alone_without_a_word(settings, capsys):
    settings.DEVELOPMENT_PAGES = True
    access.member()

    call_command("build_sample", "--if-empty")

    assert User.objects.count() == 1
    assert capsys.readouterr().out == ""
