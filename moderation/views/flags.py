"""Flagging something that one can see."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.decorators import signed_in
from core.errors import TooFast
from core.verdicts import Verdict, enforce
from moderation.forms import FlagForm
from moderation.models import Flag
from moderation.policies import can_flag
from moderation.services.flags import NotThere, flag_thing
from moderation.services.letters import contact_address
from moderation.services.things import Subject, find
from writing.kept import take


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    subject = find(request.access, kind, pk)
    if subject is None:
        raise Http404("There is nothing here to flag.")
    verdict = can_flag(request.access, subject.author_id)
    if request.method != "POST":
        if not verdict:
            return _refused(request, subject, verdict)
        # What was posted by an ended session stands in the form again.
        kept = take(request, request.path)
        return _page(
            request, subject, FlagForm(reasons=subject.kind.reasons, initial=kept)
        )

    enforce(verdict)
    form = FlagForm(request.POST, reasons=subject.kind.reasons)
    if not form.is_valid():
        return _page(request, subject, form, status=422)
    try:
        flag_thing(reporter=request.user, kind=kind, pk=pk, **form.cleaned_data)
    except NotThere as error:
        raise Http404("There is nothing here to flag.") from error
    except TooFast as error:
        form.add_error(None, error.told)
        response = _page(request, subject, form, status=429)
        response["Retry-After"] = error.wait
        return response
    messages.success(request, "The moderators have it. We tell you what becomes of it.")
    return redirect(subject.url)


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
    has_flagged = Flag.objects.filter(
        reporter=request.access.person_id,
        case__target_kind=subject.key,
        case__target_id=subject.thing.pk,
        case__closed_at=None,
    ).exists()
    context = {"subject": subject, "form": form, "has_flagged": has_flagged}
    return render(request, "moderation/flags/new.html", context, status=status)
