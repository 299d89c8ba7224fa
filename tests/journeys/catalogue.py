"""Every kind of page, out of the table of doors: what stands there is looked at."""

from dataclasses import dataclass

from tests.architecture.access_matrix import ROWS

PAGES = {"200", "403", "404", "410", "422"}
# Pages of whoever has lately proved to be themselves, and what hangs on how they did.
PROVED = "up"


@dataclass(frozen=True)
class Kind:
    """One kind of page: an address's name and its answer. All that is not is one."""

    name: str
    answer: str


def visit(page, pages):
    """Open one after the other, and leave out files, which are not pages."""
    for kind, url in pages.items():
        answer = page.request.get(url, max_redirects=0)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert str(answer.status) == kind.answer or kind.answer == PROVED, kind
        if str(answer.status) in PAGES:
            page.goto(url)
            yield kind.name


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
