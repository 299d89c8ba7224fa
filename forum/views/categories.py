from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.lookup import find_category, shows_closed_door
from forum.pages import page_versions
from forum.pages.caching import cached, cached_for_visitors, true_until
from forum.pages.finding import categories_for
from forum.pages.listing import (
    category_list,
    forum_groups,
    latest_rows,
    next_end,
    readers_of,
)
from forum.pages.paging import Slice
from forum.pages.rows import filled_rows, rows_of
from forum.policies import can_start_thread


@require_safe
@cached_for_visitors(page_versions.forum)
def index(request: HttpRequest) -> HttpResponse:
    """All categories that the reader may know of, and what is new in them."""
    where = Slice.read(request.GET)
    groups = forum_groups(request.access) if where.is_top else []
    readable = [
        *(one.pk for group in groups for one in group.categories if one.is_open)
    ] or [one.pk for one in categories_for(request.access)]
    rows = latest_rows(request.access, where, readable)
    context = {
        "groups": groups,
        "threads": rows_of(rows.threads, request.access, with_category=True),
        "rows": rows,
        "where": where,
    }
    response = render(request, "forum/categories/index.html", context)
    return true_until(response, next_end(rows.threads))


@require_safe
@cached_for_visitors(page_versions.category)
@shows_closed_door
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    access = request.access
    category = find_category(access, slug)
    where = Slice.read(request.GET)
    key = (
        *("rows", category.pk, category.version, category.activity, str(where)),
        sorted(access.blocked),
    )
    found = cached(key, lambda: category_list(category, where, access))
    context = {
        "category": category,
        "where": where,
        "list": found,
        "rows": filled_rows(found.pieces, access),
        "readers": cached(
            ("readers", category.pk, category.version), lambda: readers_of(category)
        ),
        "verdict": can_start_thread(
            access, may_start=category.may_start, scope=category.scope
        ),
    }
    response = render(request, "forum/categories/detail.html", context)
    return true_until(response, found.until)
