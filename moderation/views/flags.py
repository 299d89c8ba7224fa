"""Flagging something that one can see."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.decorators import signed_in
from core.htmx import wants_partial
from core.refusals import Refusal, submit
from core.verdicts import Verdict, enforce
from moderation.forms import FlagForm
from moderation.models import Flag
from moderation.policies import can_flag
from moderation.services.drafts import contact_address
from moderation.services.flags import NotThere, flag_thing
from moderation.services.subjects import Subject, find
from writing.stash import pop


@vary_on_headers("HX-Request")
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The form on a page of its own or, where scripts run, below what it is about."""
    subject = find(request.access, kind, pk)
    if subject is None:
        raise Http404("There is nothing here to flag.")
    verdict = can_flag(request.access, subject.author_id, is_waiting=subject.is_waiting)
    if request.method != "POST":
        if not verdict:
            return _refused(request, subject, verdict)
        # What was posted by an ended session stands in the form again.
        stashed = pop(request, request.path)
        return _page(request, subject, _form(subject, initial=stashed))

    enforce(verdict)
    form = _form(subject, request.POST)
    if not form.is_valid():
        return _page(request, subject, form, status=422)

    def action() -> Flag:
        words = form.cleaned_data
        try:
            return flag_thing(reporter=request.user, kind=kind, pk=pk, **words)
        except NotThere as error:
            raise Http404("There is nothing here to flag.") from error

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _page(request, subject, form)

    return submit(action, done=lambda flag: _done(request, subject), again=again)


def _done(request: HttpRequest, subject: Subject) -> HttpResponse:
    if wants_partial(request):
        done = {"subject": subject, "kind": subject.key}
        return render(request, "moderation/flags/_done.html", done, status=201)
    messages.success(request, "The moderators have it. We tell you what becomes of it.")
    return redirect(subject.url)


def _form(subject: Subject, *args: Any, **options: Any) -> FlagForm:
    """Several may stand on one page, so the ids of their fields name the thing."""
    auto_id = f"flag-{subject.key}-{subject.thing.pk}-%s"
    return FlagForm(*args, reasons=subject.kind.reasons, auto_id=auto_id, **options)


def _refused(request: HttpRequest, subject: Subject, verdict: Verdict) -> HttpResponse:
    """Whoever may not flag can still write to a person: what they saw may be grave."""
    context = {
        "subject": subject,
        "verdict": verdict,
        "address": contact_address(),
        "is_own": request.access.person_id == subject.author_id,
    }
    return render(request, "moderation/flags/refused.html", context, status=403)


def _page(
    request: HttpRequest, subject: Subject, form: FlagForm, status: int = 200
) -> HttpResponse:
    flags = Flag.objects.standing_of(request.access)
    has_flagged = flags.on(subject.key, subject.thing.pk).exists()
    context = {
        "subject": subject,
        "kind": subject.key,
        "form": form,
        "has_flagged": has_flagged,
    }
    if not wants_partial(request):
        return render(request, "moderation/flags/new.html", context, status=status)
    part = "_done.html" if has_flagged else "_form.html"
    return render(request, f"moderation/flags/{part}", context, status=status)
