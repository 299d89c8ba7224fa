"""A person as moderators see them: what was decided, and suspending."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from access.decorators import moderators_only
from accounts.decorators import stashes_form
from accounts.models import User
from core.refusals import Refusal, submit
from core.verdicts import enforce
from moderation import registry
from moderation.forms import DecisionForm
from moderation.models import LogEntry
from moderation.registry import PERSON
from moderation.services import drafts
from moderation.services.actions import until_of
from moderation.services.files import PersonFile, file_of


@stashes_form
@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, handle: str) -> HttpResponse:
    person = get_object_or_404(User, handle=handle, left_at=None)
    file = file_of(request.access, person)
    offers = registry.offers(PERSON, file)
    if request.method != "POST":
        return _page(request, file, DecisionForm(offers=offers, initial={"days": 7}))

    enforce(file.may_be_suspended)
    form = DecisionForm(request.POST, offers=offers)
    if not form.is_valid():
        return _page(request, file, form, status=422)
    action = registry.action_of(PERSON, form.cleaned_data["action"])
    until = until_of(form.cleaned_data, action, file)
    chosen = form.cleaned_data | {"moderator": request.user, "until": until}
    draft = action.draft_of(file, chosen)
    if chosen["seen"] != draft.digest:
        return _page(request, file, form, draft=draft)

    def done(_: object) -> HttpResponse:
        messages.success(request, action.sentence(file))
        return redirect("moderation:person_detail", person.handle)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _page(request, file, form)

    return submit(
        partial(action.perform, moderator=request.user, on=file, chosen=chosen),
        done=done,
        again=again,
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
