"""The versions that a visitor's page is kept under, each with one cheap query.

They say nothing about who may see the page: only an answer that a visitor was
given is kept, and every change of a right raises the version of its category. Pages
print names, so the count of changed names is part of each.
"""

from django.db import connection
from django.http import Http404, HttpRequest

from core.asking import LARGEST_KEY
from core.paging import page_number
from forum.pages.paging import Slice

# Written out: every visit asks one of them, and composing them costs more than
# asking.
_THREAD = """
SELECT t.version, c.version, (SELECT changes FROM accounts_namecount)
  FROM forum_thread t JOIN forum_category c ON c.id = t.category_id
 WHERE t.id = %s
"""
_CATEGORY = """
SELECT id, version, activity, (SELECT changes FROM accounts_namecount)
  FROM forum_category WHERE slug = %s
"""
_CATEGORIES = """
SELECT id, version, activity, (SELECT changes FROM accounts_namecount)
  FROM forum_category ORDER BY id
"""

CacheKey = tuple[object, ...]


def thread(request: HttpRequest, pk: int, slug: str = "") -> CacheKey | None:
    page = _page(request)
    if page is None or pk > LARGEST_KEY:
        return None
    found = _ask(_THREAD, pk)
    return (*found[0], page) if found else None


def category(request: HttpRequest, slug: str) -> CacheKey | None:
    place = _place(request)
    found = _ask(_CATEGORY, slug) if place is not None else []
    return (*found[0], place) if found else None


def forum(request: HttpRequest) -> CacheKey | None:
    """Every category counts: the page names also those that a visitor may not read."""
    place = _place(request)
    return None if place is None else (*categories(), place)


def categories() -> CacheKey:
    """Key, version and activity of every category, in the order of their keys.

    Beside each stands how often names have changed.
    """
    return tuple(_ask(_CATEGORIES))


def _ask(question: str, *about: int | str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, about)
        return list(cursor.fetchall())


# What an address asks for is part of a key as the page understands it, so that 1, 01
# and nothing are one page; what it does not understand has no page to keep.


def _page(request: HttpRequest) -> int | None:
    try:
        return page_number(request.GET.get("page"))
    except Http404:
        return None


def _place(request: HttpRequest) -> str | None:
    try:
        return str(Slice.read(request.GET))
    except Http404:
        return None
