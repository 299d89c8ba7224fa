from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.http import Http404
from django.test import RequestFactory

from core.file_responses import send_private
from core.private import PrivateStorage, unguessable

CONTENT = bytes(range(100))


@pytest.fixture
def name(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    return PrivateStorage().save(unguessable("films", "webm"), ContentFile(CONTENT))


def asked(name, method="get", **headers):
    request = getattr(RequestFactory(), method)("/film/", headers=headers)
    return send_private(request, name, content_type="video/webm", filename="film.webm")


def body(response):
    return b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize(
    ("asks", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=0-", 0, 99),
        ("bytes=10-19", 10, 19),
        ("bytes=99-99", 99, 99),
        ("bytes=99-", 99, 99),
        ("bytes=50-5000", 50, 99),
        ("bytes=-1", 99, 99),
        ("bytes=-100", 0, 99),
        ("bytes=-5000", 0, 99),
    ],
)
def test_send_private_answers_a_range(name, asks, first, last):
    response = asked(name, range=asks)

    assert response.status_code == 206
    assert body(response) == CONTENT[first : last + 1]
    assert response["Content-Range"] == f"bytes {first}-{last}/100"
    assert response["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asks", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_send_private_says_that_a_range_is_not_there(name, asks):
    response = asked(name, range=asks)

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */100"
    assert body(response) == b""


@pytest.mark.parametrize(
    "asks",
    [
        *("", "bytes", "bytes=", "bytes=-", "bytes=a-b", "items=0-1", "bytes=9-1"),
        *("bytes=0-1,5-6", "bytes=--1", "bytes=1-2-3", "bytes=٣-٤"),
        "bytes=" + "9" * 400 + "-",
    ],
)
def test_send_private_does_not_read_what_is_no_single_range(name, asks):
    response = asked(name, range=asks)

    assert response.status_code == 200
    assert body(response) == CONTENT
    assert response["Content-Length"] == "100"


def test_send_private_sends_all_where_the_file_is_another_than_before(name):
    tag = asked(name)["ETag"]

    assert asked(name, range="bytes=0-1", **{"if-range": tag}).status_code == 206
    assert asked(name, range="bytes=0-1", **{"if-range": '"old"'}).status_code == 200


def test_send_private_answers_head_without_a_body(name):
    response = asked(name, "head", range="bytes=0-1")

    assert response.status_code == 200
    assert body(response) == b""
    assert response["Content-Length"] == "100"
    assert response["Accept-Ranges"] == "bytes"


def test_send_private_leaves_the_bytes_to_the_front_server(name, settings):
    settings.ACCEL_PREFIX = "/private/"

    response = asked(name, range="bytes=0-1")

    assert response.status_code == 200
    assert body(response) == b""
    assert response["X-Accel-Redirect"] == f"/private/{name}"
    assert response["Content-Type"] == "video/webm"
    assert response["Cache-Control"] == "private, no-store"
    assert not response.has_header("ETag")


def test_send_private_is_404_where_there_is_no_file(name):
    PrivateStorage().delete(name)

    with pytest.raises(Http404):
        asked(name)


def test_private_files_are_read_by_their_owner_alone(name):
    storage = PrivateStorage()
    path = storage.path(name)

    assert Path(path).stat().st_mode & 0o777 == 0o600
    assert Path(path).parent.stat().st_mode & 0o777 == 0o700
    with pytest.raises(ValueError, match="no address"):
        storage.url(name)


def test_unguessable_never_says_the_same_twice():
    names = {unguessable("films", "mp4") for _ in range(100)}

    assert len(names) == 100
    assert all(len(one) > 45 for one in names)
