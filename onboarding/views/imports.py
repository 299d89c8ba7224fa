"""Bringing graduates in from a list: the dry run, then what it showed."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from access.decorators import organisers_only
from access.models import Circle
from accounts.decorators import stashed_form
from core.limits import IMPORTING
from core.refusals import Refusal, submit
from core.throttling import hit
from onboarding.errors import NotAList
from onboarding.forms.importing import ImportForm
from onboarding.services.importing import carrying_out
from onboarding.services.importing.bad_lines import bad_file, bad_text
from onboarding.services.importing.days import Question
from onboarding.services.importing.parsing import asked
from onboarding.services.importing.planning import DaysUnclear, Plan

TEMPLATE = "onboarding/imports/detail.html"
TOO_MANY = "That was the sixtieth look in an hour. The lines are here; go on later."
# The session's name for the bad lines of the list that has just gone in.
LEFT = "import_left"


@organisers_only
def detail(request: HttpRequest) -> HttpResponse:
    """The text goes along from the look to the import, so that it can be mended."""
    context: dict[str, Any] = {"circles": Circle.objects.by_name()}
    if request.method != "POST":
        return _blank(request, context)
    form = context["form"] = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=422)
    # From here on the lines stand in the form, also those of a file.
    questions = _questions(form.cleaned_data["text"])
    form = context["form"] = ImportForm(form.cleaned_data, questions=questions)
    form.full_clean()

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return render(request, TEMPLATE, context)

    person_id = request.access.person_id
    return submit(
        partial(hit, "import", person_id, rate=IMPORTING, sentence=TOO_MANY),
        done=lambda _: _step(request, context, form),
        again=again,
    )


def _step(
    request: HttpRequest, context: dict[str, Any], form: ImportForm
) -> HttpResponse:
    if request.POST.get("step") == "do":
        return _carry_out(request, context, form)
    if request.POST.get("step") == "file":
        return _file(request, context, form)
    return _look(request, context, form)


def _blank(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """An empty form, or what waits: of a sign-in, or the bad lines of before."""
    initial = stashed_form(request)
    if request.method == "GET" and LEFT in request.session:
        initial = initial or {"text": request.session[LEFT], "rule": "all"}
        del request.session[LEFT]
        context["is_left"] = True
    context["form"] = ImportForm(initial=initial)
    return render(request, TEMPLATE, context)


def _carry_out(
    request: HttpRequest, context: dict[str, Any], form: ImportForm
) -> HttpResponse:
    text = form.cleaned_data["text"]

    def done(plan: Plan) -> HttpResponse:
        messages.success(request, f"Done: {plan.sentence}.")
        if plan.bad:
            request.session[LEFT] = bad_text(text, plan)
        return redirect("onboarding:import_detail")

    def stopped(sentence: str) -> HttpResponse:
        context["stopped"] = sentence
        return _look(request, context, form)

    action = partial(
        carrying_out.carry_out,
        organiser=request.access.person,
        text=text,
        expected=request.POST.get("digest", ""),
        only_good=form.cleaned_data["rule"] == "good",
        days=form.days,
    )
    try:
        return submit(
            action,
            done=done,
            again=lambda refusal: stopped(refusal.sentence),
            both=lambda change: stopped(change.sentence),
        )
    except DaysUnclear:
        return _look(request, context, form)


def _file(
    request: HttpRequest, context: dict[str, Any], form: ImportForm
) -> HttpResponse:
    """The bad lines, to be mended where the list came from."""
    text = form.cleaned_data["text"]
    try:
        plan = _plan(request, form)
    except NotAList:
        return _look(request, context, form)
    if not plan.bad:
        context["stopped"] = "No line of it is bad: there is nothing to save."
        return _look(request, context, form, status=422)
    response = HttpResponse(
        "\ufeff" + bad_file(text, plan), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="bad-lines.csv"'
    return response


def _look(
    request: HttpRequest,
    context: dict[str, Any],
    form: ImportForm,
    *,
    status: int = 200,
) -> HttpResponse:
    """The dry run, above it the text of the file, where it can be mended."""
    context["only_good"] = form.cleaned_data["rule"] == "good"
    try:
        context["plan"] = _plan(request, form)
    except DaysUnclear:
        form.ask()
        status = 422
    except NotAList as error:
        form.add_error("text", error.sentence)
        status = 422
    return render(request, TEMPLATE, context, status=status)


def _questions(text: str) -> list[Question]:
    """None of a list that cannot be read as one: the look says so."""
    try:
        return asked(text)
    except NotAList:
        return []


def _plan(request: HttpRequest, form: ImportForm) -> Plan:
    return carrying_out.preview(
        organiser=request.access.person, text=form.cleaned_data["text"], days=form.days
    )
