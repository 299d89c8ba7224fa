"""Every kind of page, out of the table of doors: what stands there is looked at."""

from dataclasses import dataclass

from playwright.sync_api import Error

from tests.architecture.access_matrix import ROWS

PAGES = {"200", "403", "404", "410", "422"}
# Pages of whoever has lately proved to be themselves, and what hangs on how they did.
PROVED = "up"
# What the browser says instead of opening a file.
DOWNLOAD = "Download is starting"


@dataclass(frozen=True)
class Kind:
    """One kind of page: an address's name and its answer. All that is not is one."""

    name: str
    answer: str


def visit(page, pages):
    """Open one after the other, and leave out files, which are not pages."""
    for kind, url in pages.items():
        answer = _open(page, url)
        if answer is None:
            continue
        status = "302" if answer.request.redirected_from else str(answer.status)
        assert status == kind.answer or kind.answer == PROVED, kind
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if status in PAGES and is_page:
            yield kind.name


def _open(page, url):
    """The answer, or None where the browser saves it as a file."""
    try:
        return page.goto(url)
    except Error as error:
        if DOWNLOAD not in error.message:
            raise
        return None


def pages_of(world, persona, besides=()):
    """One address of each kind of page that a persona meets.

    Left out is what the personas `besides` meet as well.
    """
    met = {kind for other in besides for kind in _doors(other)}
    return {
        kind: door.url(world, persona)
        for kind, door in _doors(persona).items()
        if kind not in met or kind.answer == PROVED
    }


def _doors(persona):
    kinds = {}
    for door in ROWS:
        answer = door.expected[persona]
        if door.method != "GET" or door.is_proved:
            continue
        if answer in PAGES or answer == PROVED:
            name = "nothing" if answer == "404" else door.name
            kinds.setdefault(Kind(name, answer), door)
    return kinds
