"""Something that waits for a person to read it before others do."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.decorators import moderators_only
from accounts.decorators import stashes_form
from core.errors import Changed
from core.verdicts import enforce
from moderation import registry
from moderation.forms import NEEDS_RULE, REFUSE, RELEASE, DecisionForm
from moderation.policies import can_judge
from moderation.services import drafts, holding, queue
from moderation.services.files import file_of
from moderation.services.history import past_of
from moderation.services.subjects import Subject, find_waiting


@stashes_form
@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    subject = find_waiting(request.access, kind, pk)
    if subject is None:
        if request.method == "POST":
            raise Changed(holding.DECIDED)
        raise Http404("Nothing of this kind is waiting.")
    if request.method != "POST":
        return _page(request, subject, _form(kind, initial={"action": RELEASE}))

    enforce(can_judge(request.access, subject.author_id))
    form = _form(kind, request.POST)
    if not form.is_valid():
        return _page(request, subject, form, status=422)
    chosen = form.cleaned_data
    draft = _draft(request, subject, chosen)
    if draft is not None and chosen["seen"] != draft.digest:
        return _page(request, subject, form, draft=draft)
    if chosen["action"] == RELEASE:
        holding.release(
            moderator=request.user, kind=kind, pk=pk, version=chosen["version"]
        )
        messages.success(request, f"The {subject.label} is out. Its author is told.")
    else:
        holding.refuse(
            moderator=request.user,
            kind=kind,
            pk=pk,
            rule=chosen.get("rule"),
            words=chosen["words"],
            version=chosen["version"],
        )
        messages.success(
            request, f"The {subject.label} stays in. The letter is on its way."
        )
    return redirect("moderation:queue_index")


def _form(kind: str, *args: Any, **options: Any) -> DecisionForm:
    held = registry.held(kind)
    if held is None:
        raise Http404("Nothing of this kind waits.")
    actions = {RELEASE: "Release it", REFUSE: held.refuse_label}
    rules = NEEDS_RULE if held.needs_rule else frozenset[str]()
    return DecisionForm(*args, actions=actions, needs_rule=rules, **options)


def _draft(
    request: HttpRequest, subject: Subject, chosen: Mapping[str, Any]
) -> drafts.Draft | None:
    """The message of a refusal; a release sends a line that needs no second look."""
    if chosen["action"] != REFUSE or subject.author is None:
        return None
    return drafts.refused(
        moderator=request.user,
        person=subject.author,
        subject=subject,
        rule=chosen.get("rule"),
        words=chosen["words"],
    )


def _page(
    request: HttpRequest,
    subject: Subject,
    form: DecisionForm,
    *,
    status: int = 200,
    draft: drafts.Draft | None = None,
) -> HttpResponse:
    context = {
        "subject": subject,
        "label": subject.label,
        "file": file_of(request.access, subject.author) if subject.author else None,
        "form": form,
        "draft": draft,
        "seen": draft.digest if draft else "",
        "obstacle": holding.obstacle_of(subject),
        "version": holding.version_of(subject),
        "is_asking": draft is not None,
        "verdict": can_judge(request.access, subject.author_id),
        "past": past_of(request.access, subject),
        "rows": queue.waiting(request.access)[:10],
    }
    return render(request, "moderation/held/detail.html", context, status=status)
