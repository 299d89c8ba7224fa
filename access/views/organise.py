"""The organisers' pages: people, their grants and roles, and the circles."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from access import pages, registry, windows
from access.access import Access
from access.decorators import organisers_only
from access.errors import LastOrganiser
from access.forms import access as forms
from access.models import Circle, Grant, Role
from access.policies import can_view_as
from access.services import circles, roles
from accounts.decorators import stashed_form
from accounts.models import User
from accounts.services.chain import checking
from core.errors import Changed
from core.paging import key_before
from core.revisions import differences, revision_of


@organisers_only
def index(request: HttpRequest) -> HttpResponse:
    context = {"links": registry.organise_links(), "seals": checking.newest()}
    return render(request, "access/organise/index.html", context)


@organisers_only
def people(request: HttpRequest) -> HttpResponse:
    """Search by handle, name or address; everybody without a search."""
    form = forms.PeopleSearchForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    before = key_before(request)
    context = {
        "form": form,
        "list": pages.page_of_people(pages.found_by(words), before=before),
        "before": before,
        "query": urlencode({"q": words}) if words else "",
    }
    return render(request, "access/organise/people.html", context)


def _person(handle: str) -> User:
    return get_object_or_404(User, handle=handle.lower())


def _show(
    request: HttpRequest, person: User, *, status: int = 200, **bound: Any
) -> HttpResponse:
    held = Grant.objects.filter(person=person).by_start().select_related("circle")
    their = Access.of(person)
    context = {
        "person": person,
        "their": their,
        "ending": windows.open_ending(their),
        "is_paused": pages.is_window_paused(their),
        "may_see": can_view_as(request.access, their, their),
        "parts": registry.person_parts(person),
        "grants": held.select_related("granted_by", "revoked_by", "resumed_by"),
        "roles": person.roles.filter(ended_at=None).select_related("circle"),
        "role_form": bound.get("role_form") or forms.RoleForm(auto_id="role_%s"),
    }
    return render(request, "access/organise/person.html", context, status=status)


@organisers_only
def person(request: HttpRequest, handle: str) -> HttpResponse:
    return _show(request, _person(handle))


@organisers_only
@require_POST
def role_create(request: HttpRequest, handle: str) -> HttpResponse:
    person = _person(handle)
    form = forms.RoleForm(request.POST, auto_id="role_%s")
    if not form.is_valid():
        return _show(request, person, status=422, role_form=form)
    role = roles.appoint(
        organiser=request.access.person, person=person, **form.cleaned_data
    )
    messages.success(
        request,
        f"{person.display_name} is {role.get_kind_display().lower()} now. The role "
        "counts beside a second factor.",
    )
    return redirect("access:organise_person", person.handle)


@organisers_only
@require_POST
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    role = get_object_or_404(Role.objects.select_related("person"), pk=pk)
    try:
        roles.dismiss(organiser=request.access.person, role=role)
    except LastOrganiser as error:
        messages.error(request, error.sentence)
    else:
        kind = role.get_kind_display().lower()
        messages.success(request, f"{role.person.display_name} is no longer {kind}.")
    return redirect("access:organise_person", role.person.handle)


@organisers_only
def circle_index(request: HttpRequest) -> HttpResponse:
    context = {"circles": Circle.objects.by_name()}
    return render(request, "access/organise/circles.html", context)


@organisers_only
def circle_create(request: HttpRequest) -> HttpResponse:
    return _circle(request)


@organisers_only
def circle_edit(request: HttpRequest, slug: str) -> HttpResponse:
    return _circle(request, slug)


def _circle(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Make a circle, or change the one that is named."""
    circle = get_object_or_404(Circle, slug=slug) if slug else Circle()
    heading = circle.name
    stashed = None if request.method == "POST" else stashed_form(request)
    form = forms.CircleForm(request.POST or None, instance=circle, initial=stashed)
    more: dict[str, Any] = {}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            circles.save_circle(
                organiser=request.access.person, circle=circle, **form.cleaned_data
            )
        except Changed as change:
            found = Circle.objects.get(pk=circle.pk)
            differing = differences(found, form.instance, circles.FIELDS, form)
            form.data = request.POST.dict() | {
                "revision": revision_of(found, circles.FIELDS)
            }
            more, status = {"change": change, "differing": differing}, 409
        except ValidationError:
            # Somebody took the name a moment ago: asked again, the form knows.
            form = forms.CircleForm(request.POST, instance=circle)
        else:
            messages.success(request, f"The circle {circle.name} is saved.")
            return redirect("access:organise_circle_index")
    context: dict[str, Any] = more | {
        "form": form,
        "circle": circle,
        "heading": heading,
        "slug": slug,
    }
    if circle.pk:
        context |= _in_it(request, circle)
    return render(request, "access/organise/circle.html", context, status=status)


def _in_it(request: HttpRequest, circle: Circle) -> dict[str, Any]:
    before = key_before(request)
    people = pages.page_of_people(pages.people_in(circle), before=before)
    return {"list": people, "before": before}
