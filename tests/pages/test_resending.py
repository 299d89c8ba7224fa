from django.http import QueryDict
from django.test import RequestFactory

from pages.resending import is_from_here, kept_fields


def test_kept_fields_keeps_order_and_every_value():
    sent = QueryDict("a=1&b=2&a=3&csrfmiddlewaretoken=x")

    assert [(f.name, f.value) for f in kept_fields(sent)] == [
        ("a", "1"),
        ("a", "3"),
        ("b", "2"),
    ]


def test_kept_fields_leaves_secrets_out():
    sent = QueryDict("password=1&new_password2=2&code=3&client_secret=4&body=5")

    assert [field.name for field in kept_fields(sent)] == ["body"]


def test_is_from_here_reads_origin_then_referer():
    def asked(**headers):
        return is_from_here(RequestFactory().post("/", headers=headers))

    assert asked(Origin="http://testserver")
    assert asked(Referer="http://testserver/t/1/")
    assert not asked(Origin="http://elsewhere", Referer="http://testserver/")
    assert not asked(Origin="https://testserver")
    assert not asked()
