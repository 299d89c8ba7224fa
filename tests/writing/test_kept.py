import pytest

from writing.kept import FIELD_MAX, FORMS_KEPT, keep, take


@pytest.fixture
def request_(rf):
    request = rf.get("/")
    request.session = {}
    return request


def test_take_hands_back_what_was_kept_once(request_):
    keep(request_, to="/a/", fields={"body": "Kept words"})

    assert take(request_, "/a/") == {"body": "Kept words"}
    assert take(request_, "/a/") is None


def test_take_knows_addresses_apart(request_):
    keep(request_, to="/a/", fields={"body": "Kept words"})

    assert take(request_, "/b/") is None
    assert take(request_, "/a/") == {"body": "Kept words"}


def test_keep_holds_no_secrets(request_):
    fields = {"body": "x", "password": "secret", "csrfmiddlewaretoken": "secret"}

    keep(request_, to="/a/", fields=fields)

    assert take(request_, "/a/") == {"body": "x"}


def test_keep_is_bounded(request_):
    for number in range(FORMS_KEPT + 2):
        keep(request_, to=f"/{number}/", fields={"body": "x" * (FIELD_MAX + 1)})

    kept = [take(request_, f"/{number}/") for number in range(FORMS_KEPT + 2)]
    assert kept[:2] == [None, None]
    assert [len(fields["body"]) for fields in kept[2:]] == [FIELD_MAX] * FORMS_KEPT
