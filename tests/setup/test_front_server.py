"""Slow bodies stop nobody: what is asked after them is answered before them.

No test measures time: an answer that had to wait for a slow body would never come,
because those bodies go on only afterwards.
"""

import contextlib
import subprocess

import pytest

from tests.factories.recordings import CONTENT
from tests.front_server import (
    THREADS,
    Caddy,
    Nginx,
    Site,
    ask,
    is_unanswered,
    refusal_of,
    slow,
    status_of,
)
from tools.programs import program

FILM = "/organise/cohorts/spring/recordings/new/"
MULTIPART = "multipart/form-data; boundary=x"
FRONTS = [Nginx, Caddy]
# The site's own page, or the way to it.
REFUSED = {404, 303}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Site(tmp_path_factory.mktemp("behind"), TRUSTED_PROXY_COUNT="1") as site:
        yield site


@pytest.fixture(scope="module", params=FRONTS, ids=lambda kind: kind.__name__)
def front(request, site):
    with request.param(site) as front:
        yield front


@contextlib.contextmanager
def many(server, count, path, **options):
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(slow(server, path, **options)) for _ in range(count)]


def test_nginx_and_caddy_take_the_examples_as_they_are(tmp_path, site):
    server = Nginx(site)
    command = server.command()
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    caddy = Caddy(site)
    caddy.command()
    subprocess.run(
        [
            program("caddy"),
            "validate",
            "--adapter",
            "caddyfile",
            "--config",
            caddy.path,
        ],
        check=True,
        capture_output=True,
        env=caddy.env(),
    )


def test_forty_slow_bodies_stop_nobody(front):
    with many(front, 40, "/accounts/login/", length=1_000) as connections:
        pages = [ask(front, "/about/").status for _ in range(10)]
        form = ask(front, "/accounts/login/", method="POST", body="login=x")
        waiting = [is_unanswered(connection) for connection in connections]

    assert pages == [200] * 10
    assert form.status == 403
    assert waiting == [True] * 40


def test_a_slow_body_that_ends_is_answered(front):
    with slow(front, "/accounts/login/", length=10) as connection:
        connection.sendall(b"&c=defg")
        assert status_of(connection) == 403


def test_films_of_strangers_are_refused_before_they_come(front):
    with many(front, 20, FILM, length=1_000_000_000, kind=MULTIPART) as connections:
        statuses = [status_of(connection) for connection in connections]

    assert set(statuses) <= REFUSED
    assert ask(front, "/about/").status == 200


def test_a_film_of_an_organiser_comes_through(front, site):
    part = b"--x\r\nContent-Disposition: form-data; name=file; filename=f.webm\r\n\r\n"
    body = part + b"x" * 12_000_000 + b"\r\n--x--\r\n"
    sent = {"method": "POST", "Content-Type": MULTIPART}

    by_stranger = ask(front, FILM, body=body[:500], **sent)
    by_organiser = ask(front, FILM, body=body, session=site.organiser, **sent)

    assert by_stranger.status in REFUSED
    # All of it has come: what the site misses is the token of the form.
    assert by_organiser.status == 403
    assert b"<!doctype html" in by_organiser.content


def test_what_is_too_large_is_refused(front):
    refusal = refusal_of(front, "/accounts/login/", 12_000_000)

    # The site refuses it unread; Caddy may see no more than that it hung up.
    assert refusal in {413, 502, "ended"}


def test_a_film_goes_out_whole_and_in_parts_with_its_headers(front, site):
    path = f"/recordings/{site.film}/file/"

    refused = ask(front, path)
    whole = ask(front, path, session=site.reader)
    part = ask(front, path, session=site.reader, Range="bytes=10-19")
    direct = ask(front, "/private/recordings/x")

    assert refused.status == 302
    assert (whole.status, whole.content) == (200, CONTENT)
    assert (part.status, part.content) == (206, CONTENT[10:20])
    assert direct.status == 404
    for answer in (whole, part):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "video/webm"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        assert "X-Accel-Redirect" not in answer.headers


def test_the_site_alone_answers_readers_while_slow_bodies_come(tmp_path):
    with Site(tmp_path, SSL_REDIRECT="0") as bare:
        with many(bare, 40, "/accounts/login/", length=1_000) as connections:
            pages = [ask(bare, "/about/").status for _ in range(10)]
            waiting = [c for c in connections if is_unanswered(c)]
            refused = [status_of(c) for c in connections if c not in waiting]
        log = bare.log.read_text()

    assert pages == [200] * 10
    # Half of the threads read, a quarter wait for them, and the last is for readers.
    assert len(waiting) <= THREADS // 2 + THREADS // 4
    assert set(refused) == {503}
    assert "no_front_server" in log
    assert "docs/front-server.md" in log
