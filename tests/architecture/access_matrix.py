"""Read the access matrix, and send the requests of one row.

The rows of an app stand beside its tests, in tests/<app>/access_matrix.txt. A row is
a method, a URL's name, what is asked for, and one answer a persona in the order of the
first line. An answer is a status; `in` is a redirect to the sign-in page and `up` one
to prove oneself again.

What is asked for is a key of SAMPLES or "-". A query may follow, whose {keys} are
samples too, and then "!proved": by someone who has just proved to be themselves.
A row is asked by everyone in the first of its WAYS, and in all of them by one who is
let in and one who is not: a part of a page is a second copy of the gate, HEAD a third.
RANGE is a GET that wants a part of a file. What is written meanwhile is looked at as
well.
"""

import re
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.architecture.samples import FORMS, SAMPLES

TABLES = sorted(Path(__file__).parents[1].glob("*/access_matrix.txt"))
NOTHING = "-"
PROVED = "!proved"
REDIRECTS = {"account_login": "in", "account_reauthenticate": "up"}
PART = {"HX-Request": "true"}
# The ways in which a row is asked: a method of the browser, and its headers.
WAYS = {
    "GET": [("get", {}), ("get", PART), ("head", {})],
    "POST": [("post", {}), ("post", PART)],
    "RANGE": [("get", {"Range": "bytes=0-"})],
}
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# What any request may write: its session, that what it shows has been read, and the
# key of a form, which goes with the transaction that refuses the form.
ALWAYS = {
    *("django_session", "usersessions_usersession", "notifications_notice"),
    "writing_submission",
}
# What a form was answered that did its work, or may have.
DONE = {"200", "201", "204", "302"}


@dataclass(frozen=True)
class Row:
    method: str
    name: str
    what: str
    expected: dict[str, str]

    def __str__(self):
        return f"{self.method} {self.name} {self.what}"

    @property
    def asked_in_all_ways(self):
        """The first persona that is let in, and the first that is not."""
        found = {}
        for persona, answer in self.expected.items():
            found.setdefault(answer.split("/")[0] in DONE, persona)
        return set(found.values())

    @property
    def is_proved(self):
        return self.what.endswith(PROVED)

    @property
    def key(self):
        return self.what.removesuffix(PROVED).partition("?")[0]

    @property
    def query(self):
        return self.what.removesuffix(PROVED).partition("?")[2]

    def url(self, world, persona):
        args = () if self.key == NOTHING else sample(self.key, world, persona)
        query = re.sub(
            r"\{([\w-]+)\}",
            lambda found: str(sample(found[1], world, persona)[0]),
            self.query,
        )
        return reverse(self.name, args=args) + (f"?{query}" if query else "")

    def form(self, world, persona):
        make = FORMS.get((self.name, self.key)) or FORMS.get(self.name)
        return make(world, persona) if make else {}


def sample(key, world, persona):
    wanted = SAMPLES[key](world, persona)
    return wanted if isinstance(wanted, tuple) else (wanted,)


def as_asked(expected, *, in_all_ways):
    """The answers that may come: of a form a script is told 201 and a browser 302."""
    return {expected} if in_all_ways else set(expected.split("/"))


@dataclass(frozen=True)
class Answer:
    """`wrote` names the tables that it wrote to and must not have."""

    said: str
    text: str
    wrote: frozenset[str]
    asks: int = 1


def read(table):
    lines = [line.split() for line in table.read_text().splitlines()]
    rows = [line for line in lines if line and not line[0].startswith("#")]
    (_method, _name, _what, *personas), *rows = rows
    for method, name, what, *answers in rows:
        yield Row(method, name, what, dict(zip(personas, answers, strict=True)))


ROWS = [row for table in TABLES for row in read(table)]


def browser_of(world, persona):
    browser = Client(raise_request_exception=False)
    person = world.person(persona)
    if person:
        browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def asked(door, world, persona, browser, *, in_all_ways=True):
    """Ask in the ways that the row has; what each did is undone, limits as well.

    All must be answered alike.
    """
    ways = WAYS[door.method] if in_all_ways else WAYS[door.method][:1]
    answers = [once(door, world, persona, browser, *way) for way in ways]
    said = "/".join(sorted({answer.said for answer in answers}))
    text = "\n".join(answer.text for answer in answers)
    wrote = frozenset().union(*(answer.wrote for answer in answers))
    return Answer(said, text, wrote, len(answers))


def once(door, world, persona, browser, method, headers):
    wrote = set()

    def watch(execute, sql, *args):
        wrote.update(WRITES.findall(sql))
        return execute(sql, *args)

    try:
        with transaction.atomic():
            if door.is_proved:
                prove(browser)
            url = door.url(world, persona)
            data = door.form(world, persona) if method == "post" else None
            with connection.execute_wrapper(watch):
                response = getattr(browser, method)(url, data, headers=headers)
            raise Undone
    except Undone:
        caches["limits"].clear()
    said = answered_by(response)
    if method == "post" and said in DONE:
        wrote.clear()
    return Answer(said, text_of(response), frozenset(wrote - ALWAYS))


class Undone(Exception):
    pass


def prove(browser):
    """As if the person had signed in a moment ago, with the factor they have."""
    if settings.SESSION_COOKIE_NAME not in browser.cookies:
        return
    session = browser.session
    if SESSION_KEY in session:
        proof = {"method": "password", "at": time.time()}
        shown = session.get("account_authentication_methods", [])
        again = [record | {"at": proof["at"]} for record in shown]
        session["account_authentication_methods"] = [*again, proof]
        session["account_authentication_methods_user"] = session[SESSION_KEY]
        session.save()


def answered_by(response):
    """A part is redirected by a header, as htmx would follow any other unseen."""
    target = response.headers.get("HX-Redirect") or response.headers.get("Location")
    if target is None or response.status_code not in {200, 302}:
        return str(response.status_code)
    place = target.partition("?")[0]
    known = {reverse(name): code for name, code in REDIRECTS.items()}
    return known.get(place, "302")


def text_of(response):
    """All that came back: body, headers and cookies, and what a zip file holds.

    Without the address that was asked, and what was asked for there: the asker knew.
    """
    content = b"".join(response) if response.streaming else response.content
    if response.headers.get("Content-Type") == "application/zip" and content:
        archive = ZipFile(BytesIO(content))
        content = b"\n".join(
            name.encode() + archive.read(name) for name in archive.namelist()
        )
    told = [f"{name}: {value}" for name, value in response.headers.items()]
    text = "\n".join([content.decode(errors="replace"), *told, str(response.cookies)])
    asked_for = response.wsgi_request.get_full_path()
    return text.replace(asked_for, "")
