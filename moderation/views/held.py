"""Something that waits for a person to read it before others do."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.decorators import moderators_only
from accounts.decorators import stashes_form
from core.errors import Changed
from core.refusals import Refusal, submit
from core.verdicts import enforce
from moderation import registry
from moderation.forms import DecisionForm
from moderation.policies import can_judge
from moderation.registry import HELD
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
    offers = registry.offers(HELD, subject)
    if request.method != "POST":
        form = DecisionForm(offers=offers, initial={"action": offers[0].key})
        return _page(request, subject, form)

    enforce(can_judge(request.access, subject.author_id))
    form = DecisionForm(request.POST, offers=offers)
    if not form.is_valid():
        return _page(request, subject, form, status=422)
    chosen = form.cleaned_data | {"moderator": request.user}
    action = registry.action_of(HELD, chosen["action"])
    draft = action.draft_of(subject, chosen)
    if draft is not None and chosen["seen"] != draft.digest:
        return _page(request, subject, form, draft=draft)

    def done(_: object) -> HttpResponse:
        messages.success(request, action.sentence(subject))
        return redirect("moderation:queue_index")

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _page(request, subject, form)

    terms = {"on": subject, "version": chosen["version"], "chosen": chosen}
    return submit(
        partial(action.perform, moderator=request.user, **terms),
        done=done,
        again=again,
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
