"""Every kind of mail with made-up data: what it says and how it looks."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from outbox import registry
from outbox.services.mail import Rendered, render_mail
from pages.development.doors import as_mail_shows_it, development_only


@dataclass(frozen=True)
class MailPreview:
    kind: str
    mail: Rendered


@require_safe
@development_only
def index(request: HttpRequest) -> HttpResponse:
    previews = [_preview(kind) for kind in registry.mail_previews()]
    return render(
        request, "pages/development/mail_previews.html", {"previews": previews}
    )


@require_safe
@development_only
def detail(request: HttpRequest, kind: str) -> HttpResponse:
    context = {"preview": _preview(kind)}
    return render(request, "pages/development/mail_preview_detail.html", context)


@require_safe
@development_only
def html(request: HttpRequest, kind: str) -> HttpResponse:
    return as_mail_shows_it(_preview(kind).mail.html)


def _preview(kind: str) -> MailPreview:
    preview = registry.mail_previews().get(kind)
    if preview is None:
        raise Http404("There is no such letter.")
    return MailPreview(kind, render_mail(kind, preview()))
