import pytest
from django.http import QueryDict
from django.test import RequestFactory

from writing.form_text import FormText, form_text_of, is_from_here


def test_words_keep_order_and_every_value():
    sent = FormText.sent(QueryDict("a=1&b=2&a=3&csrfmiddlewaretoken=x"))

    assert [(f.name, f.value) for f in sent.fields] == [
        ("a", "1"),
        ("a", "3"),
        ("b", "2"),
    ]


def test_words_leave_secrets_out():
    query = QueryDict("password=1&new_password2=2&code=3&client_secret=4&body=5")

    assert [field.name for field in FormText.sent(query).fields] == ["body"]


@pytest.mark.parametrize(
    ("query", "spoken"),
    [
        ("title=Kubernetes&category=tools", ["title"]),
        ("anything=two+words", ["anything"]),
        ("token=6Yq0d3sAG4YV2m3sJg0n2w&version=3&act=hide&until=2026-12-01", []),
        ("title=++&body=%0A", []),
        (f"link={'x' * 100}", ["link"]),
    ],
)
def test_words_know_what_a_person_said(query, spoken):
    words = FormText.sent(QueryDict(query))

    assert [field.name for field in words.spoken] == spoken
    assert bool(words) == bool(spoken)


def test_words_under_another_token_are_otherwise_the_same():
    words = FormText.sent(QueryDict("token=one&body=A+word"))

    again = words.under("two")

    assert [(f.name, f.value) for f in again.fields] == [
        ("token", "two"),
        ("body", "A word"),
    ]


def posted(data, **headers):
    return RequestFactory().post("/", data, headers=headers)


def test_words_of_an_address_that_leads_nowhere_are_not_read():
    request = posted({"body": "Two words"})

    assert not form_text_of(request)
    assert not hasattr(request, "_post")


def test_words_of_a_page_of_this_site_are_read_wherever_they_went():
    """As when a form is refused before its address is looked at."""
    sent = form_text_of(posted({"body": "Two words"}, Origin="http://testserver"))

    assert sent.text == "Two words"


def test_words_that_cannot_be_read_are_none(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    fields = {"body": "Two words", "title": "Others"}

    assert not form_text_of(posted(fields, Origin="http://testserver"))


def test_is_from_here_reads_origin_then_referer():
    def asked(**headers):
        return is_from_here(RequestFactory().post("/", headers=headers))

    assert asked(Origin="http://testserver")
    assert asked(Referer="http://testserver/t/1/")
    assert not asked(Origin="http://elsewhere", Referer="http://testserver/")
    assert not asked(Origin="https://testserver")
    assert not asked()
