"""Every kind of mail with made-up data: what it says and how it looks."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from outbox import registry
from outbox.services.mail import Rendered, render_mail
from pages.development.doors import as_mail_shows_it, development_only


@dataclass(frozen=True)
class Letter:
    kind: str
    mail: Rendered


@require_safe
@development_only
def index(request: HttpRequest) -> HttpResponse:
    letters = [_letter(kind) for kind in registry.specimens()]
    return render(request, "pages/development/letters.html", {"letters": letters})


@require_safe
@development_only
def detail(request: HttpRequest, kind: str) -> HttpResponse:
    context = {"letter": _letter(kind)}
    return render(request, "pages/development/letter_detail.html", context)


@require_safe
@development_only
def html(request: HttpRequest, kind: str) -> HttpResponse:
    return as_mail_shows_it(_letter(kind).mail.html)


def _letter(kind: str) -> Letter:
    specimen = registry.specimens().get(kind)
    if specimen is None:
        raise Http404("There is no such letter.")
    return Letter(kind, render_mail(kind, specimen()))
