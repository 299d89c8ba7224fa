"""ViewAs the site as a member would at a moment, and stopping."""

from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access import view_as
from access.access import Access
from access.decorators import organisers_only
from access.forms.view_as import MINUTE, ViewAsForm
from access.services.view_as import ViewAs, begin
from accounts.models import User
from core.refusals import submit


@organisers_only
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, handle: str) -> HttpResponse:
    """Choose the moment. The window's end can be chosen by its link."""
    person = get_object_or_404(User, handle=handle.lower())
    asked = {name: request.GET[name] for name in ("on", "at") if name in request.GET}
    form = ViewAsForm(request.POST or None, person=person, initial=asked)
    page = partial(_page, request, person, form)
    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(status=422)

    def done(begun: ViewAs) -> HttpResponse:
        view_as.remember(request, begun)
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
    form: ViewAsForm,
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
    return render(request, "access/view_as/create.html", context, status=status)


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
    begun = view_as.current(request)
    if begun is None:
        return redirect("access:organise_people")
    handle = request.view_as.person.handle
    view_as.stop(request, begun, how="stopped")
    return redirect("access:organise_person", handle)
