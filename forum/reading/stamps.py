"""The versions that a visitor's page is kept under, each with one cheap query.

They say nothing about who may see the page: only an answer that a visitor was
given is kept, and every change of a right raises the version of its category.
"""

from django.http import HttpRequest

from forum.models import Category, Thread

Stamp = tuple[object, ...]


def thread(request: HttpRequest, pk: int, slug: str) -> Stamp | None:
    versions = Thread.objects.filter(pk=pk).values_list("version", "category__version")
    found = versions.first()
    return (*found, request.GET.get("page", "")[:12]) if found else None


def category(request: HttpRequest, slug: str) -> Stamp | None:
    versions = Category.objects.filter(slug=slug)
    found = versions.values_list("pk", "version", "activity").first()
    return (*found, *_place(request)) if found else None


def forum(request: HttpRequest) -> Stamp:
    """Every category counts: the page names also those that a visitor may not read."""
    versions = Category.objects.order_by("pk").values_list("pk", "version", "activity")
    return (*versions, *_place(request))


def _place(request: HttpRequest) -> Stamp:
    return request.GET.get("before", "")[:40], request.GET.get("after", "")[:40]
