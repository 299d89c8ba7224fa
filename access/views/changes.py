"""Changing access: the dry run, then the change that it showed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from access.decorators import organisers_only
from access.enums import ChangeKind
from access.forms.access import ChangeForm, ReasonForm
from access.models import Circle, Grant
from access.services import changes
from accounts.decorators import stashed_form
from accounts.models import User
from core.errors import Changed

STARTS = {"days": 30, "months": 12}


@organisers_only
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """One person's place in one circle: open, extend, renew, pause, resume, end."""
    person = get_object_or_404(User, handle=handle.lower())
    return _change(
        request,
        people=lambda: [person],
        back=("access:organise_person", person.handle),
        context={"person": person, "heading": person.display_name},
        circle=Circle.objects.community(),
    )


@organisers_only
def circle(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everyone in a circle: a whole cohort at once. It is the place in
    this very circle that changes, unless another one is chosen.
    """
    found = get_object_or_404(Circle, slug=slug)
    return _change(
        request,
        people=lambda: changes.people_in(found),
        back=("access:organise_circle_edit", found.slug),
        context={"of_circle": found, "heading": f"everyone in {found.name}"},
        circle=found,
    )


@organisers_only
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """End one grant: what would be left is shown before it is done."""
    found = get_object_or_404(Grant.objects.select_related("person", "circle"), pk=pk)
    organiser = request.access.person
    form = ReasonForm(request.POST or None)
    terms = {
        "organiser": organiser,
        "people": [found.person],
        "circle": found.circle,
        "kind": ChangeKind.REVOKE_ONE,
        "grant": found,
    }
    context = {"grant": found, "person": found.person, "form": form}
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            expected = request.POST.get("digest", "")
            changes.carry_out(expected=expected, **form.cleaned_data, **terms)
        except Changed as changed:
            context["changed"], status = changed, 409
        else:
            messages.success(
                request,
                f"The place of {found.person.display_name} in {found.circle.name} is "
                "closed. Others are untouched.",
            )
            return redirect("access:organise_person", found.person.handle)
    context["plan"] = changes.preview(reason="", **terms)
    return render(request, "access/changes/revoke.html", context, status=status)


def _change(
    request: HttpRequest,
    *,
    people: Callable[[], list[User]],
    back: tuple[str, str],
    context: dict[str, Any],
    circle: Circle,
) -> HttpResponse:
    if request.method != "POST":
        slug = request.GET.get("circle", "").replace("\x00", "")
        asked = Circle.objects.filter(slug=slug).first()
        start = {
            "kind": request.GET.get("kind", ChangeKind.EXTEND),
            "circle": asked or circle,
        }
        context["form"] = ChangeForm(
            initial=STARTS | start | (stashed_form(request) or {})
        )
        return render(request, "access/changes/change.html", context)
    form = context["form"] = ChangeForm(request.POST)
    if not form.is_valid():
        return render(request, "access/changes/change.html", context, status=422)
    terms = {"organiser": request.access.person, "people": people(), **form.terms}
    context["circle"] = terms["circle"]
    status = 200
    if request.POST.get("step") == "do":
        try:
            expected = request.POST.get("digest", "")
            plan = changes.carry_out(expected=expected, **terms)
        except Changed as changed:
            context["changed"], status = changed, 409
        else:
            messages.success(
                request,
                f"Done: {plan.sentence}. It is the place in {terms['circle'].name}, of "
                f"{context['heading']}.",
            )
            return redirect(*back)
    context["plan"] = changes.preview(**terms)
    return render(request, "access/changes/change.html", context, status=status)
