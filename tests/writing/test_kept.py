from datetime import timedelta

import pytest

from core import clock
from core.errors import TooFast
from core.limits import (
    IMPORT_MAX,
    KEEPING,
    KEEPING_BYTES,
    KEEPING_BYTES_OF_ALL,
    STORY_FIELD_MAX,
    TITLE_MAX,
    TRANSCRIPT_MAX,
)
from stories.models import PROSE
from writing.kept import FORM_MAX, FORMS_KEPT, keep, take


@pytest.fixture
def request_(rf):
    request = rf.get("/")
    request.session = {}
    return request


def test_take_hands_back_what_was_kept_once(request_):
    keep(request_, to="/a/", fields={"body": "Kept words"})

    assert take(request_, "/a/") == {"body": "Kept words"}
    assert take(request_, "/a/") is None


def test_take_leaves_to_the_page_what_its_head_does_not_show(request_):
    keep(request_, to="/a/", fields={"body": "Kept words"})

    request_.method = "HEAD"
    assert take(request_, "/a/") is None
    request_.method = "GET"
    assert take(request_, "/a/") == {"body": "Kept words"}


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
        keep(request_, to=f"/{number}/", fields={"body": "x" * (FORM_MAX + 1)})

    kept = [take(request_, f"/{number}/") for number in range(FORMS_KEPT + 2)]
    assert kept[:2] == [None, None]
    assert [len(fields["body"]) for fields in kept[2:]] == [FORM_MAX] * FORMS_KEPT


@pytest.mark.parametrize(
    "fields",
    [
        {"transcript": "x" * TRANSCRIPT_MAX, "title": "x" * TITLE_MAX},
        {"text": "x" * IMPORT_MAX},
        dict.fromkeys(PROSE, "x" * STORY_FIELD_MAX),
    ],
    ids=["recording", "graduates", "story"],
)
def test_keep_holds_the_longest_forms_whole(request_, fields):
    keep(request_, to="/a/", fields=fields)

    assert take(request_, "/a/") == fields


def test_keep_holds_so_much_of_one_form_and_no_more(request_):
    fields = {f"field-{number}": "x" * (FORM_MAX // 8) for number in range(20)}

    keep(request_, to="/a/", fields=fields)

    assert sum(map(len, take(request_, "/a/").values())) == FORM_MAX


def test_keep_is_counted_by_address(rf):
    """Each visitor's form is a row in the database: a new session each time."""
    with clock.at(clock.now()):
        for _ in range(KEEPING[0]):
            request = rf.get("/")
            request.session = {}
            keep(request, to="/a/", fields={"body": "x"})
        request = rf.get("/")
        request.session = {}
        with pytest.raises(TooFast):
            keep(request, to="/a/", fields={"body": "x"})

    assert request.session == {}


def kept_by(rf, address, size=FORM_MAX):
    """Whether a new visitor from there may leave a form of that size."""
    request = rf.get("/", REMOTE_ADDR=address)
    request.session = {}
    try:
        keep(request, to="/a/", fields={"body": "x" * size})
    except TooFast:
        assert request.session == {}
        return False
    return True


def test_keep_counts_the_bytes_of_a_network_for_a_day(rf):
    begin, kept_forms = clock.now(), 0

    for step in range(144):
        with clock.at(begin + timedelta(minutes=10 * step)):
            addresses = [f"2001:db8::{step:x}:{n:x}" for n in range(KEEPING[0] + 1)]
            kept_forms += sum(kept_by(rf, address) for address in addresses)

    assert 0 < kept_forms * FORM_MAX <= KEEPING_BYTES[0]
    with clock.at(begin + timedelta(days=1, minutes=10)):
        assert kept_by(rf, "2001:db8::1")


def test_keep_counts_the_bytes_of_all_visitors(rf):
    most = KEEPING_BYTES_OF_ALL[0] // FORM_MAX
    with clock.at(clock.now()):
        forms = [kept_by(rf, f"198.18.{n // 250}.{n % 250}") for n in range(most + 5)]

    assert sum(forms) <= most
    assert sum(forms) > most - 5
    assert not forms[-1]
