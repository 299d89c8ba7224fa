import gzip
import logging
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from config import urls
from config.settings.logs import without_tokens
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from core import limits
from tests.architecture.routes import routes
from tests.factories.access import member, moderator
from tests.factories.forum import thread_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

FORM = "application/x-www-form-urlencoded"


def echo(request):
    return HttpResponse(f"{len(request.POST)} {len(request.FILES)}")


def broken(request):
    raise RuntimeError("a fault of ours")


urlpatterns = [
    *urls.urlpatterns,
    path("echo/", echo, name="echo"),
    path("broken/", broken, name="broken"),
]


class Unread:
    """A body that notes whether anybody asked for it; nothing is in it."""

    was_read = False

    def read(self, *size):
        self.was_read = True
        return b""

    readline = read


@pytest.fixture
def stranger():
    """A browser that gets an answer even where the site breaks."""
    return Client(raise_request_exception=False)


def directives(response):
    policy = response["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


@pytest.mark.parametrize("address", ["/echo/", "/nowhere/", "/broken/"])
def test_every_answer_carries_the_headers(stranger, address):
    response = stranger.get(address)

    assert directives(response) == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "object-src": "'none'",
        "frame-src": "'none'",
        "worker-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert "camera=()" in response["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in response["Permissions-Policy"]


def test_every_answer_carries_the_id_of_its_request(stranger):
    first, second = stranger.get("/echo/"), stranger.get("/echo/")

    assert re.fullmatch(r"[0-9a-f-]{36}", first["X-Request-ID"])
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_the_id_of_a_request_is_ours_and_not_the_stranger_s(stranger):
    response = stranger.get("/echo/", headers={"X-Request-ID": "fake\nline"})

    assert "fake" not in response["X-Request-ID"]


def test_what_broke_is_written_down_under_the_id_that_the_page_shows(stranger, caplog):
    with caplog.at_level(logging.ERROR):
        response = stranger.get("/broken/")

    [event] = [
        record.msg for record in caplog.records if record.name.startswith("django_str")
    ]
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    assert event["request_id"] == response["X-Request-ID"]
    assert event["ip"] == "127.0.0.1"


def test_the_secret_of_a_link_is_written_down_nowhere(stranger, caplog):
    page = "/invitations/a-secret-token/"

    with caplog.at_level(logging.WARNING):
        stranger.post(f"{page}claim/?next={page}")
        stranger.get(page)

    events = [r.msg for r in caplog.records if r.name.startswith("django_structlog")]
    assert events[-1]["request"] == "GET /invitations/…/"
    assert "a-secret-token" not in str(events)


@pytest.mark.parametrize("address", ["/{}", "/accounts/login/?next=%2F{}"])
def test_every_address_with_a_secret_is_known_for_one(address):
    told = [
        without_tokens(None, "", {"event": f"Forbidden: {address.format(path)}"})
        for path in (r.pattern.replace("<str:token>", "secret") for r in routes())
        if "secret" in path
    ]

    assert len(told) > 3
    assert "secret" not in str(told)


@pytest.mark.parametrize(
    ("count", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.7")]
)
def test_the_address_is_what_our_own_proxies_wrote(
    stranger, caplog, settings, count, seen
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = count
    forwarded = "192.0.2.1, 198.51.100.7, 203.0.113.9"

    with caplog.at_level(logging.ERROR):
        stranger.get("/broken/", headers={"X-Forwarded-For": forwarded})

    events = [r.msg for r in caplog.records if r.name.startswith("django_structlog")]
    assert [event["ip"] for event in events] == [seen]


def test_a_foreign_host_is_refused(stranger):
    response = stranger.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "evil" not in response.content.decode()


@pytest.mark.parametrize(
    ("length", "status"), [(limits.BODY_MAX - 10, 200), (limits.BODY_MAX + 1, 413)]
)
def test_a_body_may_be_one_megabyte_long(stranger, length, status):
    response = stranger.post("/echo/", b"a=" + b"x" * (length - 2), content_type=FORM)

    assert response.status_code == status


def test_a_body_of_twenty_megabytes_is_refused_unread(stranger):
    response = stranger.post("/echo/", b"x" * 20_000_000, content_type=FORM)

    assert response.status_code == 413
    assert "Nothing has been saved" in response.content.decode()


def test_a_form_with_a_file_may_be_larger_but_not_its_text(stranger):
    picture = SimpleUploadedFile("large.png", b"x" * 5_000_000)
    stranger.force_login(member())

    assert stranger.post("/echo/", {"a": "b", "file": picture}).content == b"1 1"
    response = stranger.post("/echo/", {"a": "x" * limits.BODY_MAX, "b": "y"})
    assert response.status_code == 413


def test_a_file_has_its_limit(stranger):
    picture = SimpleUploadedFile("large.png", b"x" * limits.BODY_WITH_FILES_MAX)
    stranger.force_login(member())

    assert stranger.post("/echo/", {"file": picture}).status_code == 413


@pytest.mark.parametrize("actor", [None, member, moderator])
@pytest.mark.parametrize("is_for_films", [True, False])
def test_what_nobody_may_upload_is_refused_unread(stranger, actor, is_for_films):
    address = "/organise/cohorts/spring/recordings/new/" if is_for_films else "/echo/"
    is_small_enough = actor is not None and not is_for_films
    if actor:
        stranger.force_login(actor())
    body = Unread()

    response = stranger.generic(
        "POST",
        address,
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(limits.BODY_MAX + 1),
        **{"wsgi.input": body},
    )

    assert (response.status_code == 413, body.was_read) == (
        not is_small_enough,
        is_small_enough,
    )


def test_a_form_has_so_many_fields_and_no_more(stranger):
    fields = {f"field-{number}": "" for number in range(limits.FIELDS_MAX)}

    assert stranger.post("/echo/", fields).status_code == 200
    response = stranger.post("/echo/", fields | {"one": "more"})
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("length", ["-1", "many", "９９", "1e3", "9" * 5_000])
def test_a_length_that_is_no_number_is_refused(stranger, length):
    response = stranger.post("/echo/", b"a=b", content_type=FORM, CONTENT_LENGTH=length)

    assert response.status_code == 400


def test_an_address_has_a_length(stranger):
    response = stranger.get("/echo/?q=" + "x" * 64_000)

    assert response.status_code == 414
    assert "<h1" in response.content.decode()


def compressed(client, address, **headers):
    response = client.get(address, headers={"Accept-Encoding": "gzip"} | headers)
    return response, response.get("Content-Encoding") == "gzip"


def test_a_page_is_compressed_for_who_can_read_it_with_padding(stranger):
    plain = stranger.get("/about/")
    answers = [compressed(stranger, "/about/")[0] for _ in range(20)]

    assert not plain.has_header("Content-Encoding")
    assert "Accept-Encoding" in plain["Vary"]
    assert {gzip.decompress(a.content) for a in answers} == {plain.content}
    assert len(answers[0].content) < len(plain.content) / 2
    # The same page, and another length nearly each time.
    assert len({len(answer.content) for answer in answers}) > 5


def test_a_compressed_page_is_asked_for_again_by_its_weak_tag(stranger):
    address = thread_of(2).get_absolute_url()
    first, is_compressed = compressed(stranger, address)

    again, _ = compressed(stranger, address, **{"If-None-Match": first["ETag"]})
    plain = stranger.get(address, headers={"If-None-Match": first["ETag"][2:]})
    other, _ = compressed(stranger, address, **{"If-None-Match": 'W/"other"'})

    assert is_compressed
    assert first["ETag"].startswith('W/"')
    assert (again.status_code, plain.status_code, other.status_code) == (304, 304, 200)
    for answer in (first, again):
        assert {"Accept-Encoding", "Cookie"} <= set(answer["Vary"].split(", "))


def test_what_is_secret_or_no_page_is_not_compressed(stranger):
    stranger.force_login(member())

    assert not compressed(stranger, "/me/access/")[1]
    assert not compressed(stranger, "/accounts/2fa/")[1]
    assert not compressed(stranger, "/healthz")[1]
