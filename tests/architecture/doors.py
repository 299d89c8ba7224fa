"""Reading the table of doors, and asking at one of them.

A row of doors.txt is a method, a URL's name, what is asked for (a key of SAMPLES or
"-"), and one answer a persona in the order of the first line. An answer is a status;
`in` is a redirect to the sign-in page and `up` one to prove oneself again.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.architecture.samples import FORMS, SAMPLES

TABLE = Path(__file__).with_name("doors.txt")
NOTHING = "-"
REDIRECTS = {"account_login": "in", "account_reauthenticate": "up"}


@dataclass(frozen=True)
class Door:
    method: str
    name: str
    what: str
    expected: dict[str, str]

    def __str__(self):
        return f"{self.method} {self.name} {self.what}"

    def url(self, world, persona):
        if self.what == NOTHING:
            return reverse(self.name)
        wanted = SAMPLES[self.what](world, persona)
        args = wanted if isinstance(wanted, tuple) else (wanted,)
        return reverse(self.name, args=args)

    def form(self, world, persona):
        make = FORMS.get((self.name, self.what)) or FORMS.get(self.name)
        return make(world, persona) if make else {}


@dataclass(frozen=True)
class Answer:
    said: str
    text: str


def read():
    lines = [line.split() for line in TABLE.read_text().splitlines()]
    rows = [line for line in lines if line and not line[0].startswith("#")]
    (_method, _name, _what, *personas), *rows = rows
    for method, name, what, *answers in rows:
        yield Door(method, name, what, dict(zip(personas, answers, strict=True)))


DOORS = list(read())


def browser_of(world, persona):
    browser = Client(raise_request_exception=False)
    person = world.person(persona)
    if person:
        browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def asked(door, world, persona, browser):
    """Ask twice, as a page and as a part of one, in a transaction that is undone.

    Both must be answered alike: a part is a second copy of the gate.
    """
    answers = {once(door, world, persona, browser, part) for part in (False, True)}
    said = "/".join(sorted({answer.said for answer in answers}))
    return Answer(said, "".join(answer.text for answer in answers))


def once(door, world, persona, browser, is_part):
    headers = {"HX-Request": "true"} if is_part else {}
    try:
        with transaction.atomic():
            if door.method == "GET":
                response = browser.get(door.url(world, persona), headers=headers)
            else:
                data = door.form(world, persona)
                url = door.url(world, persona)
                response = browser.post(url, data, headers=headers)
            raise Undone
    except Undone:
        pass
    return Answer(said_by(response), text_of(response))


class Undone(Exception):
    pass


def said_by(response):
    """A part is redirected by a header, as htmx would follow any other unseen."""
    target = response.headers.get("HX-Redirect") or response.headers.get("Location")
    if target is None or response.status_code not in {200, 302}:
        return str(response.status_code)
    place = target.partition("?")[0]
    known = {reverse(name): code for name, code in REDIRECTS.items()}
    return known.get(place, "302")


def text_of(response):
    """What came back, without the address that was asked: the asker knew that."""
    content = b"".join(response) if response.streaming else response.content
    asked_for = response.wsgi_request.get_full_path()
    return content.decode(errors="replace").replace(asked_for, "")
