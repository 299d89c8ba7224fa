"""Seeing the site as a member would at a moment, and stopping."""

from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import seeing
from accounts.access import Access
from accounts.decorators import organisers_only
from accounts.forms.seeing import MINUTE, SeeForm
from accounts.models import User
from accounts.services.seeing import Seeing, begin
from core.refusals import submit


@organisers_only
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, handle: str) -> HttpResponse:
    """Choose the moment. The window's end can be chosen by its link."""
    person = get_object_or_404(User, handle=handle.lower())
    asked = {name: request.GET[name] for name in ("on", "at") if name in request.GET}
    form = SeeForm(request.POST or None, person=person, initial=asked)
    page = partial(_page, request, person, form)
    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(status=422)

    def done(begun: Seeing) -> HttpResponse:
        seeing.keep(request, begun)
        return redirect("/")

    organiser, chosen = request.access.person, form.cleaned_data
    return submit(
        partial(begin, organiser=organiser, person=person, **chosen),
        done=done,
        again=lambda refusal: page(refusal=refusal.sentence),
    )


def _page(
    request: HttpRequest,
    person: User,
    form: SeeForm,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "edges": _edges(person),
        "refusal": refusal,
    }
    return render(request, "accounts/seeing/create.html", context, status=status)


def _edges(person: User) -> list[datetime]:
    """The last minute of an open window, and the first one after it."""
    window = Access.of(person).window
    if window is None or window.ends_at is None:
        return []
    return [window.ends_at - MINUTE, window.ends_at]


@organisers_only
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Back to one's own eyes, and to the page of whom one saw."""
    begun = seeing.kept(request)
    if begun is None:
        return redirect("accounts:organise_people")
    handle = request.seeing.person.handle
    seeing.stop(request, begun, how="stopped")
    return redirect("accounts:organise_person", handle)
