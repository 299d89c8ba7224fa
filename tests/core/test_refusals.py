from datetime import timedelta

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from core import clock
from core.errors import Changed, Refused, TooFast
from core.refusals import refusal_of, submit
from onboarding.errors import AskedAlready, NotAList


def refuse(error):
    raise error


def answer(error, **ways):
    """What `submit` answers with where the act raises this."""
    ways = {
        "done": HttpResponse,
        "again": lambda one: HttpResponse(one.sentence),
    } | ways
    return submit(lambda: refuse(error), **ways)


def test_submit_hands_on_what_the_act_made():
    response = submit(lambda: "made", done=HttpResponse, again=pytest.fail)

    assert (response.status_code, response.content) == (200, b"made")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (PermissionDenied("No."), 403),
        (Refused("No."), 409),
        (AskedAlready("No."), 409),
        (NotAList("No."), 422),
    ],
)
def test_submit_shows_the_form_again_with_sentence_and_status(error, status):
    response = answer(error)

    assert (response.status_code, response.content) == (status, b"No.")
    assert "Retry-After" not in response


def test_submit_says_when_to_come_back():
    with clock.at(clock.now()):
        limit = TooFast("Slowly.", clock.now() + timedelta(seconds=90))
        response = answer(limit)

    assert (response.status_code, response["Retry-After"]) == (429, "90")
    assert response.content.decode() == limit.message


def test_submit_shows_both_versions_of_what_was_changed():
    change = Changed("Meanwhile.", theirs="a", yours="b")

    def both(met):
        return HttpResponse(f"{met.theirs}{met.yours}")

    response = answer(change, both=both)

    assert (response.status_code, response.content) == (409, b"ab")


def test_submit_leaves_a_change_that_no_page_shows_to_the_page_of_the_site():
    with pytest.raises(Changed):
        answer(Changed("Meanwhile."))


@pytest.mark.parametrize("error", [ValueError("broken"), KeyError("broken")])
def test_submit_hides_no_other_failure(error):
    with pytest.raises(type(error)):
        answer(error)


def test_submit_answers_nothing_that_fails_while_it_shows_what_was_made():
    """A page that cannot be shown is no refusal of the act, which is done."""
    with pytest.raises(PermissionDenied):
        submit(
            lambda: "made",
            done=lambda made: refuse(PermissionDenied("No.")),
            again=pytest.fail,
        )


def test_refusal_tells_the_form():
    form = forms.Form({})
    refusal_of(lambda: refuse(PermissionDenied("No."))).tell(form)

    assert form.non_field_errors() == ["No."]


def test_refusal_of_an_act_that_is_done_is_none():
    assert refusal_of(lambda: None) is None
