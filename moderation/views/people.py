"""A person as moderators see them: what was decided, and suspending."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from access.decorators import moderators_only
from accounts.decorators import keeps_text
from accounts.models import User
from core.verdicts import enforce
from moderation.forms import LIFT, SUSPEND, DecisionForm
from moderation.models import LogEntry
from moderation.services import letters, people
from moderation.services.files import PersonFile, file_of


@keeps_text
@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, handle: str) -> HttpResponse:
    person = get_object_or_404(User, handle=handle, left_at=None)
    file = file_of(request.access, person)
    acts = (
        {LIFT: "Lift the suspension"}
        if file.suspended_until
        else {SUSPEND: "Suspend writing"}
    )
    if request.method != "POST":
        return _page(request, file, DecisionForm(acts=acts, initial={"days": 7}))

    enforce(file.may_be_suspended)
    form = DecisionForm(request.POST, acts=acts)
    if not form.is_valid():
        return _page(request, file, form, status=422)
    draft = _draft(request, person, form)
    if form.cleaned_data["seen"] != draft.digest:
        return _page(request, file, form, draft=draft)
    _act(request, person, form)
    return redirect("moderation:person_detail", person.handle)


def _act(request: HttpRequest, person: User, form: DecisionForm) -> None:
    chosen = form.cleaned_data
    if chosen["act"] == LIFT:
        people.lift(moderator=request.user, person=person, words=chosen["words"])
        messages.success(request, f"{person.display_name} can write again.")
        return
    people.suspend(
        moderator=request.user,
        person=person,
        until=people.until_in(chosen["days"]),
        rule=chosen["rule"],
        words=chosen["words"],
    )
    messages.success(
        request, f"{person.display_name} can read, but not write. The letter is sent."
    )


def _draft(request: HttpRequest, person: User, form: DecisionForm) -> letters.Draft:
    chosen = form.cleaned_data
    if chosen["act"] == LIFT:
        return letters.lifted(
            moderator=request.user, person=person, words=chosen["words"]
        )
    return letters.suspended(
        moderator=request.user,
        person=person,
        until=people.until_in(chosen["days"]),
        rule=chosen["rule"],
        words=chosen["words"],
    )


def _page(
    request: HttpRequest,
    file: PersonFile,
    form: DecisionForm,
    *,
    status: int = 200,
    draft: letters.Draft | None = None,
) -> HttpResponse:
    entries = LogEntry.objects.filter(person=file.person).order_by("-pk")
    context = {
        "file": file,
        "form": form,
        "draft": draft,
        "seen": draft.digest if draft else "",
        "is_asking": draft is not None,
        "history": entries.select_related("moderator", "rule")[:50],
    }
    return render(request, "moderation/people/detail.html", context, status=status)
