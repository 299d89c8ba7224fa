"""The versions that a visitor's page is kept under, each with one cheap query."""

from django.http import HttpRequest

from accounts.access import Access
from core import clock
from forum.models import Category, Thread
from forum.models.category import CategoryQuerySet
from forum.models.thread import next_end

Stamp = tuple[object, ...]


def thread(request: HttpRequest, pk: int, slug: str) -> Stamp | None:
    """A lock that ends by itself changes the page without changing its version."""
    found = (
        Thread.objects.visible_to(Access.visitor())
        .filter(pk=pk)
        .values_list("version", "category__version", "locked_until")
        .first()
    )
    if found is None:
        return None
    version, category, locked_until = found
    is_over = locked_until is not None and locked_until <= clock.now()
    return version, category, is_over, request.GET.get("page", "")[:12]


def category(request: HttpRequest, slug: str) -> Stamp | None:
    """A pin or a lock that ends by itself changes the page, not its version."""
    found = (
        with_ends(Category.objects.visible_to(Access.visitor()).filter(slug=slug))
        .values_list("pk", "version", "activity", "unpins_at", "unlocks_at")
        .first()
    )
    return (*found, *_place(request)) if found else None


def forum(request: HttpRequest) -> Stamp:
    """Every category counts: the page names also those that a visitor may not read."""
    versions = with_ends(Category.objects.order_by("pk")).values_list(
        "pk", "version", "activity", "unlocks_at"
    )
    return (*versions, *_place(request))


def with_ends(categories: CategoryQuerySet) -> CategoryQuerySet:
    now = clock.now()
    return categories.annotate(
        unpins_at=next_end("pinned_until", now, "pk"),
        unlocks_at=next_end("locked_until", now, "pk"),
    )


def _place(request: HttpRequest) -> Stamp:
    return request.GET.get("before", "")[:40], request.GET.get("after", "")[:40]
