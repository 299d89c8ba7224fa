from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core import clock
from core.errors import TooFast
from core.limits import (
    IMPORT_MAX,
    STASHING,
    STASHING_BYTES,
    STASHING_BYTES_OF_ALL,
    STORY_FIELD_MAX,
    TITLE_MAX,
    TRANSCRIPT_MAX,
)
from stories.models import PROSE
from writing.stash import FORM_MAX, FORMS_MAX, claim, pop, put


@pytest.fixture
def request_(rf):
    request = rf.get("/")
    request.session, request.user = {}, User(pk=7)
    return request


def test_take_hands_back_what_was_kept_once(request_):
    put(request_, to="/a/", fields={"body": "Kept words"})

    assert pop(request_, "/a/") == {"body": "Kept words"}
    assert pop(request_, "/a/") is None


def test_take_leaves_to_the_page_what_its_head_does_not_show(request_):
    put(request_, to="/a/", fields={"body": "Kept words"})

    request_.method = "HEAD"
    assert pop(request_, "/a/") is None
    request_.method = "GET"
    assert pop(request_, "/a/") == {"body": "Kept words"}


def test_take_knows_addresses_apart(request_):
    put(request_, to="/a/", fields={"body": "Kept words"})

    assert pop(request_, "/b/") is None
    assert pop(request_, "/a/") == {"body": "Kept words"}


def test_two_forms_of_one_page_wait_beside_each_other(request_):
    for body in ("One", "Two", "One"):
        put(request_, to="/a/", fields={"body": body, "token": body})

    kept = [pop(request_, "/a/") for _ in range(3)]

    assert [fields and fields["body"] for fields in kept] == ["One", "Two", None]


def test_keep_holds_no_secrets(request_):
    secrets = ("password", "password1", "oldpassword", "code", "credential")
    fields = dict.fromkeys((*secrets, "csrfmiddlewaretoken", "receipt"), "secret")

    put(request_, to="/a/", fields={"body": "x"} | fields)

    assert pop(request_, "/a/") == {"body": "x"}


def test_keep_is_bounded(request_):
    for number in range(FORMS_MAX + 2):
        put(request_, to=f"/{number}/", fields={"body": "x" * (FORM_MAX + 1)})

    kept = [pop(request_, f"/{number}/") for number in range(FORMS_MAX + 2)]
    assert kept[:2] == [None, None]
    assert [len(fields["body"]) for fields in kept[2:]] == [FORM_MAX] * FORMS_MAX


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
    put(request_, to="/a/", fields=fields)

    assert pop(request_, "/a/") == fields


def test_keep_holds_so_much_of_one_form_and_no_more(request_):
    fields = {f"field-{number}": "x" * (FORM_MAX // 8) for number in range(20)}

    put(request_, to="/a/", fields=fields)

    assert sum(map(len, pop(request_, "/a/").values())) == FORM_MAX


def test_keep_is_counted_by_address(rf):
    """Each visitor's form is a row in the database: a new session each time."""
    with clock.at(clock.now()):
        for _ in range(STASHING[0]):
            request = rf.get("/")
            request.session, request.user = {}, AnonymousUser()
            put(request, to="/a/", fields={"body": "x"})
        request = rf.get("/")
        request.session, request.user = {}, AnonymousUser()
        with pytest.raises(TooFast):
            put(request, to="/a/", fields={"body": "x"})

    assert request.session == {}


def test_take_shows_nothing_to_anybody_else(request_):
    put(request_, to="/a/", fields={"body": "Kept words"})

    request_.user = User(pk=8)
    assert pop(request_, "/a/") is None
    request_.user = AnonymousUser()
    assert pop(request_, "/a/") is None
    request_.user = User(pk=7)
    assert pop(request_, "/a/") == {"body": "Kept words"}


def test_settle_gives_a_visitor_s_words_to_who_signs_in_for_them(request_):
    request_.user = AnonymousUser()
    put(request_, to="/a/", fields={"body": "Kept words"})
    request_.user = User(pk=8)

    assert pop(request_, "/a/") is None
    claim(request_, request_.user, "/a/")

    assert pop(request_, "/a/") == {"body": "Kept words"}


def test_settle_ends_a_visitor_s_words_where_somebody_signs_in_otherwise(request_):
    request_.user = AnonymousUser()
    put(request_, to="/a/", fields={"body": "Kept words"})

    claim(request_, User(pk=8), "/")
    claim(request_, User(pk=8), "/a/")

    request_.user = User(pk=8)
    assert pop(request_, "/a/") is None


def test_settle_leaves_the_words_of_somebody_known_to_them(request_):
    put(request_, to="/a/", fields={"body": "Kept words"})

    claim(request_, User(pk=7), "/b/")

    assert pop(request_, "/a/") == {"body": "Kept words"}


def test_settle_ends_the_words_of_anybody_else(request_):
    put(request_, to="/a/", fields={"body": "Kept words"})

    claim(request_, User(pk=8), "/a/")

    for person in (User(pk=8), User(pk=7)):
        request_.user = person
        assert pop(request_, "/a/") is None


def kept_by(rf, address, size=FORM_MAX):
    """Whether a new visitor from there may leave a form of that size."""
    request = rf.get("/", REMOTE_ADDR=address)
    request.session, request.user = {}, AnonymousUser()
    try:
        put(request, to="/a/", fields={"body": "x" * size})
    except TooFast:
        assert request.session == {}
        return False
    return True


def test_keep_counts_the_bytes_of_a_network_for_a_day(rf):
    begin, stashed_forms = clock.now(), 0

    for step in range(144):
        with clock.at(begin + timedelta(minutes=10 * step)):
            addresses = [f"2001:db8::{step:x}:{n:x}" for n in range(STASHING[0] + 1)]
            stashed_forms += sum(kept_by(rf, address) for address in addresses)

    assert 0 < stashed_forms * FORM_MAX <= STASHING_BYTES[0]
    with clock.at(begin + timedelta(days=1, minutes=10)):
        assert kept_by(rf, "2001:db8::1")


def test_keep_counts_the_bytes_of_all_visitors(rf):
    most = STASHING_BYTES_OF_ALL[0] // FORM_MAX
    with clock.at(clock.now()):
        forms = [kept_by(rf, f"198.18.{n // 250}.{n % 250}") for n in range(most + 5)]

    assert sum(forms) <= most
    assert sum(forms) > most - 5
    assert not forms[-1]
