"""One case: what people said, what we know, what should happen, and the message."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from access.decorators import moderators_only
from accounts.decorators import stashes_form
from core.errors import Changed
from core.refusals import Refusal, submit
from core.verdicts import enforce
from moderation import registry
from moderation.forms import DecisionForm
from moderation.models import Case
from moderation.policies import can_judge
from moderation.registry import CASE, Action
from moderation.services import decisions, drafts, queue
from moderation.services.actions import KEEP, RESTORE, Matter, until_of
from moderation.services.files import file_of
from moderation.services.flags import open_case, standing_case
from moderation.services.history import past_of
from moderation.services.subjects import find, lock, where_it_waits
from moderation.services.together import Beside, stands_still

FLAGGED = " Whoever flagged it has been told."


@stashes_form
@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the case. POST decides it, once the message has been shown."""
    case = get_object_or_404(Case.objects.select_related("author", "rule"), pk=pk)
    matter = _matter(request, case)
    if request.method != "POST":
        return _page(request, matter, _fresh_form(matter))

    enforce(can_judge(request.access, case.author_id))
    # What is offered no longer goes to the service as well: it knows whether the
    # same act was done before, or whether somebody else was quicker.
    offers = registry.offers(CASE, matter)
    is_offered = request.POST.get("action") in [offer.key for offer in offers]
    if not is_offered:
        offers = registry.offers(CASE, matter, always=True)
    form = DecisionForm(request.POST, offers=offers, beside=matter.beside.words)
    if not form.is_valid():
        return _page(request, matter, form, status=422)
    action = registry.action_of(CASE, form.cleaned_data["action"])
    draft = _draft(request, matter, action, form)
    is_unseen = draft is not None and form.cleaned_data["seen"] != draft.digest
    if is_offered and is_unseen:
        return _page(request, matter, form, draft=draft, is_asking=True)
    return _decide(request, matter, action, form, draft)


def _matter(request: HttpRequest, case: Case) -> Matter:
    subject = find(request.access, case.target_kind, case.target_id)
    file = file_of(request.access, case.author) if case.author else None
    return Matter(request.access, case, subject, file)


def _fresh_form(matter: Matter, **typed: Any) -> DecisionForm:
    """A whole that holds nothing of others goes with what opens it, unless unticked."""
    whole = matter.beside.whole
    is_alone = whole is not None and not whole.kind.size_of(whole.thing)
    return DecisionForm(
        offers=registry.offers(CASE, matter),
        beside=matter.beside.words,
        initial={"version": matter.case.version, "days": 7, "with_whole": is_alone}
        | typed,
    )


def _draft(
    request: HttpRequest, matter: Matter, action: Action, form: DecisionForm
) -> drafts.Draft | None:
    chosen = form.cleaned_data | {
        "moderator": request.user,
        "until": until_of(form.cleaned_data, action, matter),
    }
    draft: drafts.Draft | None = action.draft_of(matter, chosen)
    return draft


def _decide(
    request: HttpRequest,
    matter: Matter,
    action: Action,
    form: DecisionForm,
    draft: drafts.Draft | None,
) -> HttpResponse:
    chosen = form.cleaned_data
    decision = decisions.Decision(
        version=chosen["version"] or 0,
        rule=chosen.get("rule"),
        words=chosen["words"],
        suspend_until=until_of(chosen, action, matter),
        seen=draft.digest if draft else "",
        with_whole=bool(chosen.get("with_whole")) and action != KEEP,
        lifts=bool(chosen.get("lifts")) and action == RESTORE,
    )

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _page(request, matter, form, draft=draft)

    return submit(
        partial(
            action.perform, moderator=request.user, case=matter.case, decision=decision
        ),
        done=lambda case: _done(request, case, action, decision, matter.beside),
        again=again,
        both=lambda change: _as_it_is(request, matter.case, form, draft, change),
    )


def _as_it_is(
    request: HttpRequest,
    case: Case,
    form: DecisionForm,
    draft: drafts.Draft | None,
    change: Changed,
) -> HttpResponse:
    """The case as it stands now. Where the act is not open any more, what can be done
    is chosen anew, with what goes along; what was typed stays.
    """
    chosen = form.cleaned_data
    case.refresh_from_db()
    matter = _matter(request, case)
    if chosen["action"] not in [offer.key for offer in registry.offers(CASE, matter)]:
        typed = {name: chosen.get(name) for name in ("rule", "days", "words")}
        form, draft = _fresh_form(matter, **typed), None
    return _page(request, matter, form, draft=draft, changed=change)


def _done(
    request: HttpRequest,
    case: Case,
    action: Action,
    decision: decisions.Decision,
    beside: Beside,
) -> HttpResponse:
    said = action.sentence(case)
    if decision.with_whole and beside.whole is not None:
        said += f" So is the whole {beside.whole.label}."
    if decision.lifts:
        said += " The suspension is lifted."
    is_answered = action != RESTORE and case.flags.exists()
    messages.success(request, said + (FLAGGED if is_answered else ""))
    return redirect("moderation:queue_index")


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Lead to the thing's case. GET finds one, POST opens one if need be.

    What waits for its first reading has none: it is decided about where it waits.
    """
    subject = find(request.access, kind, pk)
    if subject is None:
        raise Http404("There is no such thing.")
    if case := standing_case(subject):
        return redirect(case)
    if waits := where_it_waits(request.access, subject):
        return redirect("moderation:held_detail", waits.key, waits.thing.pk)
    verdict = can_judge(request.access, subject.author_id)
    if request.method == "POST":
        enforce(verdict)
        with transaction.atomic():
            lock(kind, pk)
            return redirect(open_case(subject))
    context = {
        "subject": subject,
        "label": subject.label,
        "verdict": verdict,
        "past": past_of(request.access, subject),
    }
    return render(request, "moderation/cases/new.html", context)


def _page(
    request: HttpRequest,
    matter: Matter,
    form: DecisionForm,
    *,
    status: int = 200,
    draft: drafts.Draft | None = None,
    is_asking: bool = False,
    changed: Changed | None = None,
) -> HttpResponse:
    case, subject = matter.case, matter.subject
    kind = registry.reportable(case.target_kind)
    reasons = kind.reasons if kind else {}
    verdict = can_judge(request.access, case.author_id)
    offers = registry.offers(CASE, matter)
    keys = [offer.key for offer in offers]
    flags = case.flags.order_by("created_at", "pk") if verdict else ()
    context = {
        "case": case,
        "subject": subject,
        "label": kind.label if kind else case.target_kind,
        "file": matter.file,
        # Reporters are not named, and nobody reads flags on their own words.
        "flags": [
            {"flag": f, "reason": reasons.get(f.reason, f.reason)} for f in flags
        ],
        "history": case.log.select_related("moderator", "rule").order_by("pk"),
        "form": form,
        "draft": draft,
        "seen": draft.digest if draft else "",
        "version": case.version,
        "is_asking": is_asking,
        "changed": changed,
        "verdict": verdict,
        "past": past_of(request.access, subject, case=case) if subject else [],
        "stands": (
            stands_still(request.access, subject, case)
            if subject and RESTORE.key in keys
            else []
        ),
        "has_acts": bool(offers),
        "only_action": offers[0].label if len(offers) == 1 else "",
        "go_on": "Bring it back" if keys == [RESTORE.key] else "",
        "rows": queue.waiting(request.access)[:10],
    }
    return render(request, "moderation/cases/detail.html", context, status=status)
