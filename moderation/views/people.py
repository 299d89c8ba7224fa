"""A person as moderators see them: what was decided, and suspending."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from access.decorators import moderators_only
from accounts.decorators import stashes_form
from accounts.models import User
from core.verdicts import enforce
from moderation.forms import LIFT, SUSPEND, DecisionForm
from moderation.models import LogEntry
from moderation.services import drafts, people
from moderation.services.files import PersonFile, file_of


@stashes_form
@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, handle: str) -> HttpResponse:
    person = get_object_or_404(User, handle=handle, left_at=None)
    file = file_of(request.access, person)
    actions = (
        {LIFT: "Lift the suspension"}
        if file.suspended_until
        else {SUSPEND: "Suspend writing"}
    )
    if request.method != "POST":
        return _page(request, file, DecisionForm(actions=actions, initial={"days": 7}))

    enforce(file.may_be_suspended)
    form = DecisionForm(request.POST, actions=actions)
    if not form.is_valid():
        return _page(request, file, form, status=422)
    draft = _draft(request, person, form)
    if form.cleaned_data["seen"] != draft.digest:
        return _page(request, file, form, draft=draft)
    _action(request, person, form)
    return redirect("moderation:person_detail", person.handle)


def _action(request: HttpRequest, person: User, form: DecisionForm) -> None:
    chosen = form.cleaned_data
    if chosen["action"] == LIFT:
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


def _draft(request: HttpRequest, person: User, form: DecisionForm) -> drafts.Draft:
    chosen = form.cleaned_data
    if chosen["action"] == LIFT:
        return drafts.lifted(
            moderator=request.user, person=person, words=chosen["words"]
        )
    return drafts.suspended(
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
    draft: drafts.Draft | None = None,
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
