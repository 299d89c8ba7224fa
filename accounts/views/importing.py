"""Bringing graduates in from a list: the dry run, then what it showed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.decorators import keeps_text, kept_text, organisers_only
from accounts.errors import NotAList
from accounts.forms.importing import ImportForm
from accounts.models import Circle
from accounts.services.importing import carrying_out
from core.errors import Changed, TooFast
from core.limits import IMPORTING
from core.throttling import hit

TEMPLATE = "accounts/organise/import.html"
TOO_MANY = "That was the sixtieth look in an hour. The lines are here; go on later."


@keeps_text
@organisers_only
def detail(request: HttpRequest) -> HttpResponse:
    """The text goes along from the look to the import, so that it can be mended."""
    context: dict[str, Any] = {"form": ImportForm()}
    context |= {"circles": Circle.objects.by_name()}
    if request.method != "POST":
        context["form"] = ImportForm(initial=kept_text(request))
        return render(request, TEMPLATE, context)
    form = context["form"] = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=422)
    fields = {name: form.cleaned_data[name] for name in ("text", "rule")}
    try:
        hit("import", request.access.person_id, rate=IMPORTING, sentence=TOO_MANY)
    except TooFast as error:
        form = context["form"] = ImportForm(fields)
        form.add_error(None, error.sentence)
        response = render(request, TEMPLATE, context, status=429)
        response["Retry-After"] = error.wait
        return response
    if request.POST.get("step") == "do":
        return _carry_out(request, context, **fields)
    return _look(request, context, **fields)


def _carry_out(
    request: HttpRequest, context: dict[str, Any], *, text: str, rule: str
) -> HttpResponse:
    try:
        plan = carrying_out.carry_out(
            organiser=request.access.person,
            text=text,
            expected=request.POST.get("digest", ""),
            only_good=rule == "good",
        )
    except Changed as changed:
        context["stopped"], status = changed.sentence, 409
    except NotAList as error:
        context["stopped"], status = error.sentence, 422
    else:
        messages.success(request, f"Done: {plan.sentence}.")
        return redirect("accounts:organise_import")
    return _look(request, context, text=text, rule=rule, status=status)


def _look(
    request: HttpRequest,
    context: dict[str, Any],
    *,
    text: str,
    rule: str,
    status: int = 200,
) -> HttpResponse:
    """The dry run, above it the text of the file, where it can be mended."""
    form = context["form"] = ImportForm({"text": text, "rule": rule})
    context["only_good"] = rule == "good"
    try:
        context["plan"] = carrying_out.preview(
            organiser=request.access.person, text=text
        )
    except NotAList as error:
        form.add_error("text", error.sentence)
        status = 422
    return render(request, TEMPLATE, context, status=status)
