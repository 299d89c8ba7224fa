"""The upkeep of the vocabulary: what waits, what is offered, and merging."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from access.decorators import moderators_only
from accounts.decorators import stashes_form
from core.errors import Changed
from core.paging import page_number
from core.refusals import Refusal, submit
from core.revisions import differences
from core.verdicts import enforce
from tags.forms import MergeForm, TagForm
from tags.lookup import find_tag, show_tag
from tags.models import Tag
from tags.pages import tag_page, tag_rows
from tags.policies import can_merge_tag
from tags.services import upkeep
from tags.services.merging import merge_tag

WORDS = {"": "Waiting", "offered": "Offered"}


@moderators_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest on top; what is offered, by its name."""
    show = request.GET.get("show", "")
    if show not in WORDS:
        raise Http404("There is no such part of the vocabulary.")
    tags = Tag.objects.visible_to(request.access)
    parts = {
        "": tags.waiting().order_by("created_at", "pk"),
        "offered": tags.vetted().by_name(),
    }
    counts = {key: part.count() for key, part in parts.items()}
    chips = [
        {"label": label, "key": key, "count": counts[key], "is_on": key == show}
        for key, label in WORDS.items()
    ]
    number = page_number(request.GET.get("page"))
    context = {
        "page": tag_page(parts[show], number, request.access),
        "chips": chips,
        "show": show,
        "waiting": counts[""],
    }
    return render(request, "tags/tags/index.html", context)


@stashes_form
@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag, to be renamed; the address of one that was merged leads to the other."""
    tag = find_tag(slug)
    if request.method != "POST":
        if tag.merged_into:
            return redirect(tag.merged_into, permanent=True)
        return show_tag(request, tag)
    form = TagForm(request.POST, instance=find_tag(slug))
    if not form.is_valid():
        return show_tag(request, tag, status=422, form=form)

    def done(tag: Tag) -> HttpResponse:
        messages.success(request, f"The tag “{tag}” is saved.")
        return redirect(tag)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return show_tag(request, tag, form=form)

    changes = {"moderator": request.user, "tag": tag, **form.cleaned_data}
    try:
        return submit(
            partial(upkeep.rename_tag, **changes),
            done=done,
            again=again,
            both=lambda change: _page_of_both(request, slug, form, change),
        )
    except ValidationError as error:
        form.add_error("name", error.messages)
        return show_tag(request, tag, status=422, form=form)


@stashes_form
@moderators_only
@require_POST
def vet(request: HttpRequest, slug: str) -> HttpResponse:
    tag = upkeep.vet_tag(moderator=request.user, tag=find_tag(slug))
    messages.success(request, f"“{tag}” is offered to everyone now.")
    return redirect(tag)


@stashes_form
@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """First what would happen; then the same, done for good."""
    tag = find_tag(slug)
    is_sent = request.method == "POST"
    form = MergeForm(
        request.POST if is_sent else request.GET or None,
        tag=tag,
    )
    into = form.cleaned_data["into"] if form.is_valid() else None
    if is_sent and into:
        into = merge_tag(moderator=request.user, tag=tag, into=into)
        messages.success(
            request,
            f"“{tag}” has gone into “{into}”. What carries it follows shortly.",
        )
        return redirect(into)
    if tag.merged_into:
        return redirect(tag.merged_into, permanent=True)
    context: dict[str, Any] = {"tag": tag, "form": form, "into": into}
    if into:
        enforce(can_merge_tag(request.access, tag, into))
        both = Tag.objects.filter(pk__in=[tag.pk, into.pk])
        rows = {row.tag.pk: row for row in tag_rows(both, request.access)}
        context |= {"row": rows[tag.pk], "into_row": rows[into.pk]}
    status = 422 if form.is_bound and not into else 200
    return render(request, "tags/tags/merge.html", context, status=status)


def _page_of_both(
    request: HttpRequest, slug: str, form: TagForm, change: Changed
) -> HttpResponse:
    """What is stored now beside what was sent, which goes on from there."""
    stored = find_tag(slug)
    differing = differences(stored, form.instance, upkeep.FIELDS, form)
    form.data = request.POST.dict() | {
        "revision": TagForm(instance=stored).initial["revision"]
    }
    return show_tag(request, stored, form=form, change=change, differing=differing)
