"""One case: what people said, what we know, what should happen, and the message."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from access.decorators import moderators_only
from accounts.decorators import stashes_form
from core.errors import Changed
from core.verdicts import enforce
from moderation import registry
from moderation.enums import Outcome
from moderation.forms import CLOSE, HIDE, KEEP, RESTORE, SUSPEND, DecisionForm
from moderation.models import Case
from moderation.policies import can_judge
from moderation.services import decisions, drafts, queue
from moderation.services.files import PersonFile, file_of
from moderation.services.flags import open_case, standing_case
from moderation.services.history import past_of
from moderation.services.people import until_in
from moderation.services.subjects import Subject, find, lock, where_it_waits
from moderation.services.together import Beside, beside_of, stands_still

HIDE_AND_SUSPEND = f"{HIDE}_{SUSPEND}"
CLOSED = "The case is closed. Should its author bring it back, it is open again."
DONE = {
    KEEP: "It stays.",
    CLOSE: CLOSED,
    HIDE: "It is hidden. The letter is on its way.",
    HIDE_AND_SUSPEND: "It is hidden, and its author can read but not write. "
    "The letter is on its way.",
    RESTORE: "It is visible again, and its author has been told.",
}
# Where the same act has come to something else.
INSTEAD = {
    Outcome.GONE: CLOSED,
    Outcome.WAITING: "It waits to be read again, and its author has been told.",
}
FLAGGED = " Whoever flagged it has been told."
ACTIONS: dict[str, Callable[..., Case]] = {
    KEEP: decisions.keep,
    CLOSE: decisions.close,
    HIDE: decisions.hide,
    HIDE_AND_SUSPEND: decisions.hide,
    RESTORE: decisions.restore,
}


@stashes_form
@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the case. POST decides it, once the message has been shown."""
    case = get_object_or_404(Case.objects.select_related("author", "rule"), pk=pk)
    subject = find(request.access, case.target_kind, case.target_id)
    file = file_of(request.access, case.author) if case.author else None
    actions = _actions_for(case, subject, file)
    beside = beside_of(request.access, subject, _suspended_until(file))
    if request.method != "POST":
        initial = {"version": case.version, "days": 7, **_suggested(beside)}
        form = DecisionForm(actions=actions, beside=beside.words, initial=initial)
        return _page(request, case, subject, file, form)

    enforce(can_judge(request.access, case.author_id))
    # What is offered no longer goes to the service as well: it knows whether the
    # same act was done before, or whether somebody else was quicker.
    is_offered = request.POST.get("action") in actions
    form = DecisionForm(
        request.POST, actions=actions if is_offered else DONE, beside=beside.words
    )
    if not form.is_valid():
        return _page(request, case, subject, file, form, status=422)
    draft = _draft_for(request, case, subject, form, beside)
    is_unseen = draft is not None and form.cleaned_data["seen"] != draft.digest
    if is_offered and is_unseen:
        return _page(request, case, subject, file, form, draft=draft, is_asking=True)
    return _decide(request, case, subject, file, form, draft, beside)


def _decide(
    request: HttpRequest,
    case: Case,
    subject: Subject | None,
    file: PersonFile | None,
    form: DecisionForm,
    draft: drafts.Draft | None,
    beside: Beside,
) -> HttpResponse:
    chosen = form.cleaned_data
    decision = decisions.Decision(
        version=chosen["version"] or 0,
        rule=chosen.get("rule"),
        words=chosen["words"],
        suspend_until=_until(chosen),
        seen=draft.digest if draft else "",
        with_whole=bool(chosen.get("with_whole")) and chosen["action"] != KEEP,
        lifts=bool(chosen.get("lifts")) and chosen["action"] == RESTORE,
    )
    try:
        done = ACTIONS[chosen["action"]](
            moderator=request.user, case=case, decision=decision
        )
    except Changed as error:
        case.refresh_from_db()
        subject = find(request.access, case.target_kind, case.target_id)
        actions = _actions_for(case, subject, file)
        if chosen["action"] not in actions:
            # What can be done now is chosen anew, with what goes along; what was
            # typed stays.
            beside = beside_of(request.access, subject, _suspended_until(file))
            typed = {name: chosen.get(name) for name in ("rule", "days", "words")}
            initial = typed | _suggested(beside)
            form = DecisionForm(actions=actions, beside=beside.words, initial=initial)
            draft = None
        return _page(
            request, case, subject, file, form, draft=draft, status=409, changed=error
        )
    is_answered = chosen["action"] != RESTORE and case.flags.exists()
    said = INSTEAD.get(Outcome(done.outcome)) or DONE[chosen["action"]]
    if decision.with_whole and beside.whole is not None:
        said += f" So is the whole {beside.whole.label}."
    if decision.lifts:
        said += " The suspension is lifted."
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


def _actions_for(
    case: Case, subject: Subject | None, file: PersonFile | None
) -> dict[str, str]:
    """What can be done about this case now, and in which words it is offered."""
    if case.is_open:
        if subject is None:
            return {CLOSE: "Close the case: its author has taken it away"}
        label = subject.label
        actions = {KEEP: f"Nothing, the {label} stays"}
        if subject.is_hidden:
            stays = f"Nothing, the {label} stays hidden"
            if subject.is_hidden_with_another:
                stays = f"The {label} stays hidden, also when its story comes back"
            actions = {KEEP: stays}
            if not subject.obstacle:
                actions[RESTORE] = (
                    f"Let the {label} wait to be read again"
                    if subject.is_waiting
                    else f"Make the {label} visible again"
                )
            return actions
        actions[HIDE] = f"Hide the {label}, tell the author why"
        if file is not None and file.may_be_suspended:
            actions[HIDE_AND_SUSPEND] = "Hide it, and suspend writing for a while"
        return actions
    if case.outcome != Outcome.HIDDEN or subject is None:
        return {}
    if not subject.is_hidden or subject.obstacle:
        # Brought back by another case since, or away with what it belongs to.
        return {}
    return {RESTORE: f"Make the {subject.label} visible again"}


def _draft_for(
    request: HttpRequest,
    case: Case,
    subject: Subject | None,
    form: DecisionForm,
    beside: Beside,
) -> drafts.Draft | None:
    """The message that this form would send, or None where the act sends none."""
    chosen = form.cleaned_data
    if subject is None or case.author is None:
        return None
    words: dict[str, Any] = {
        "moderator": request.user,
        "person": case.author,
        "subject": subject,
        "words": chosen["words"],
        "whole": beside.whole if chosen.get("with_whole") else None,
    }
    if chosen["action"] in (HIDE, HIDE_AND_SUSPEND):
        return drafts.hidden(**words, rule=chosen["rule"], until=_until(chosen))
    if chosen["action"] == KEEP and subject.is_hidden_with_another:
        del words["whole"]
        return drafts.stays_hidden(**words)
    if chosen["action"] == RESTORE:
        return drafts.restored(**words, is_lifted=bool(chosen.get("lifts")))
    return None


def _suspended_until(file: PersonFile | None) -> datetime | None:
    return file.suspended_until if file else None


def _suggested(beside: Beside) -> dict[str, bool]:
    """A whole that holds nothing of others goes with what opens it, unless unticked."""
    whole = beside.whole
    is_alone = whole is not None and not whole.kind.size_of(whole.thing)
    return {"with_whole": is_alone}


def _until(chosen: Mapping[str, Any]) -> Any:
    is_suspension = SUSPEND in chosen["action"]
    return until_in(chosen.get("days") or 7) if is_suspension else None


def _page(
    request: HttpRequest,
    case: Case,
    subject: Subject | None,
    file: PersonFile | None,
    form: DecisionForm,
    *,
    status: int = 200,
    draft: drafts.Draft | None = None,
    is_asking: bool = False,
    changed: Changed | None = None,
) -> HttpResponse:
    kind = registry.reportable(case.target_kind)
    reasons = kind.reasons if kind else {}
    verdict = can_judge(request.access, case.author_id)
    actions = _actions_for(case, subject, file)
    flags = case.flags.order_by("created_at", "pk") if verdict else ()
    context = {
        "case": case,
        "subject": subject,
        "label": kind.label if kind else case.target_kind,
        "file": file,
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
            if subject and RESTORE in actions
            else []
        ),
        "has_acts": bool(actions),
        "only_action": next(iter(actions.values())) if len(actions) == 1 else "",
        "go_on": "Bring it back" if set(actions) == {RESTORE} else "",
        "rows": queue.waiting(request.access)[:10],
    }
    return render(request, "moderation/cases/detail.html", context, status=status)
