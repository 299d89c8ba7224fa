"""Changing access: the dry run, then the change that it showed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from access.decorators import organisers_only
from access.enums import ChangeKind
from access.forms.access import ChangeForm, ReasonForm
from access.models import Circle, Grant
from access.services import changes
from access.services.plans import Plan
from accounts.decorators import stashed_form
from accounts.models import User
from core.errors import Changed
from core.refusals import Refusal, submit

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
    terms = {
        "organiser": organiser,
        "people": [found.person],
        "circle": found.circle,
        "kind": ChangeKind.REVOKE_ONE,
        "grant": found,
    }
    page = partial(_revoke, request, terms)
    if request.method != "POST":
        return page(ReasonForm())
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return page(form, status=422)

    def done(_: object) -> HttpResponse:
        messages.success(
            request,
            f"The place of {found.person.display_name} in {found.circle.name} is "
            "closed. Others are untouched.",
        )
        return redirect("access:organise_person", found.person.handle)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return page(form)

    expected = request.POST.get("digest", "")
    return submit(
        partial(changes.carry_out, expected=expected, **form.cleaned_data, **terms),
        done=done,
        again=again,
        both=lambda change: page(form, changed=change),
    )


def _revoke(
    request: HttpRequest,
    terms: dict[str, Any],
    form: ReasonForm,
    *,
    status: int = 200,
    changed: Changed | None = None,
) -> HttpResponse:
    grant = terms["grant"]
    context = {
        "grant": grant,
        "person": grant.person,
        "form": form,
        "changed": changed,
        "plan": changes.preview(reason="", **terms),
    }
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
    page = partial(_planned, request, terms, context)
    if request.POST.get("step") != "do":
        return page()

    def done(plan: Plan) -> HttpResponse:
        messages.success(
            request,
            f"Done: {plan.sentence}. It is the place in {terms['circle'].name}, of "
            f"{context['heading']}.",
        )
        return redirect(*back)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return page()

    expected = request.POST.get("digest", "")
    return submit(
        partial(changes.carry_out, expected=expected, **terms),
        done=done,
        again=again,
        both=lambda change: page(changed=change),
    )


def _planned(
    request: HttpRequest,
    terms: dict[str, Any],
    context: dict[str, Any],
    changed: Changed | None = None,
) -> HttpResponse:
    """What the change would do as of now."""
    context |= {"changed": changed, "plan": changes.preview(**terms)}
    return render(request, "access/changes/change.html", context)
