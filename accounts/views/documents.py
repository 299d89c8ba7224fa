"""The texts that everybody agrees to: terms, privacy notice, house rules."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import Document
from richtext import rendering
from richtext.headings import as_page
from richtext.templatetags.richtext import prose


def detail(request: HttpRequest, kind: str, version: int | None = None) -> HttpResponse:
    """The version in force, or an earlier one that somebody agreed to."""
    versions = Document.objects.filter(kind=kind).order_by("-version")
    chosen = versions if version is None else versions.filter(version=version)
    document = chosen.first()
    if document is None:
        raise Http404("There is no such text.")
    context = {
        "document": document,
        "body": _html(document),
        "versions": versions.defer("body"),
        "is_current": document == versions.first(),
        "current_url": reverse(f"accounts:{kind}_detail"),
    }
    return render(request, "accounts/documents/detail.html", context)


def _html(document: Document) -> SafeString:
    """A version never changes, so its HTML is made once; in time, else again."""
    key = f"page:{document.pk}:{rendering.VERSION}"
    html = cache.get(key)
    if html is None:
        rendered = rendering.render(document.body)
        html = as_page(rendered.html)
        if not rendering.is_stale(rendered.version):
            cache.set(key, html, timeout=None)
    return prose(html)
