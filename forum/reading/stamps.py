"""The versions that a visitor's page is kept under, each with one cheap query.

They say nothing about who may see the page: only an answer that a visitor was
given is kept, and every change of a right raises the version of its category.
"""

from django.db import connection
from django.http import HttpRequest

# Written out: every visit asks one of them, and composing them costs more than
# asking.
_THREAD = """
SELECT t.version, c.version
  FROM forum_thread t JOIN forum_category c ON c.id = t.category_id
 WHERE t.id = %s
"""
_CATEGORY = "SELECT id, version, activity FROM forum_category WHERE slug = %s"
_CATEGORIES = "SELECT id, version, activity FROM forum_category ORDER BY id"

# No row has a larger one, and no database takes one as a question.
LARGEST_KEY = 2**63 - 1

Stamp = tuple[object, ...]


def thread(request: HttpRequest, pk: int, slug: str = "") -> Stamp | None:
    found = _ask(_THREAD, pk) if pk <= LARGEST_KEY else []
    return (*found[0], request.GET.get("page", "")[:12]) if found else None


def category(request: HttpRequest, slug: str) -> Stamp | None:
    found = _ask(_CATEGORY, slug)
    return (*found[0], *_place(request)) if found else None


def forum(request: HttpRequest) -> Stamp:
    """Every category counts: the page names also those that a visitor may not read."""
    return (*categories(), *_place(request))


def categories() -> Stamp:
    """Key, version and activity of every category, in the order of their keys."""
    return tuple(_ask(_CATEGORIES))


def _ask(question: str, *about: int | str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, about)
        return list(cursor.fetchall())


def _place(request: HttpRequest) -> Stamp:
    return request.GET.get("before", "")[:40], request.GET.get("after", "")[:40]
