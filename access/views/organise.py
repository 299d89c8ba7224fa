"""The organisers' pages: people, their grants and roles, and the circles."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
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
from core.refusals import Refusal, submit
from core.revisions import differences, revision_of

# A key of a row is a number of fewer digits than this.
KEY_DIGITS = 18


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

    def done(role: Role) -> HttpResponse:
        messages.success(
            request,
            f"{person.display_name} is {role.get_kind_display().lower()} now. The role "
            "counts beside a second factor.",
        )
        return redirect("access:organise_person", person.handle)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _show(request, person, role_form=form)

    organiser, chosen = request.access.person, form.cleaned_data
    return submit(
        partial(roles.appoint, organiser=organiser, person=person, **chosen),
        done=done,
        again=again,
    )


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
    return _save_circle(request)


@organisers_only
def circle_edit(request: HttpRequest, slug: str) -> HttpResponse:
    return _save_circle(request, slug)


def _save_circle(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Make a circle, or change the one that is named."""
    circle = _circle(request, slug) if slug else Circle()
    page = partial(_show_circle, request, circle, circle.slug, circle.name)
    if request.method != "POST":
        return page(forms.CircleForm(instance=circle, initial=stashed_form(request)))
    form = forms.CircleForm(request.POST, instance=circle)
    if not form.is_valid():
        return page(form, status=422)

    def done(saved: Circle) -> HttpResponse:
        messages.success(request, f"The circle {saved.name} is saved.")
        return redirect("access:organise_circle_index")

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return page(form)

    def both(change: Changed) -> HttpResponse:
        """The form goes on from what is stored now, and may replace it."""
        found = Circle.objects.get(pk=circle.pk)
        differing = differences(found, form.instance, circles.FIELDS, form)
        seen = revision_of(found, circles.FIELDS)
        form.data = request.POST.dict() | {"revision": seen}
        shown: dict[str, Any] = {"change": change, "differing": differing}
        return _show_circle(request, circle, found.slug, found.name, form, **shown)

    organiser, fields = request.access.person, form.cleaned_data
    action = partial(circles.save_circle, organiser=organiser, circle=circle, **fields)
    try:
        return submit(action, done=done, again=again, both=both)
    except ValidationError:
        # Somebody took the name a moment ago: asked again, the form knows.
        return page(forms.CircleForm(request.POST, instance=circle), status=422)


def _circle(request: HttpRequest, slug: str) -> Circle:
    """The circle of the address. One that got another name after its form was opened
    is found by the key in the form: whoever sent it is shown both versions.
    """
    found = Circle.objects.filter(slug=slug).first()
    key = request.POST.get("circle", "")
    if found is None and key.isdecimal() and len(key) < KEY_DIGITS:
        found = Circle.objects.filter(pk=int(key)).first()
    if found is None:
        raise Http404("There is no such circle.")
    return found


def _show_circle(
    request: HttpRequest,
    circle: Circle,
    slug: str,
    heading: str,
    form: forms.CircleForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """`slug` and `heading` are the stored ones: the form has its own by now."""
    context |= {"form": form, "circle": circle, "heading": heading, "slug": slug}
    if circle.pk:
        context |= _in_it(request, circle)
    return render(request, "access/organise/circle.html", context, status=status)


def _in_it(request: HttpRequest, circle: Circle) -> dict[str, Any]:
    before = key_before(request)
    people = pages.page_of_people(pages.people_in(circle), before=before)
    return {"list": people, "before": before}
