from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from access.decorators import moderators_only
from accounts.decorators import signed_in, stashes_form
from core.errors import Changed
from core.paging import page_number, position
from core.refusals import Refusal, submit
from core.verdicts import enforce
from forum.forms import JumpForm, RenameForm, ThreadForm
from forum.lookup import find_thread, shows_closed_door
from forum.models import Category, Thread
from forum.pages import page_versions
from forum.pages.caching import cached_for_visitors, true_until
from forum.pages.listing import next_end
from forum.pages.newcomers import newcomer_of
from forum.pages.thread_pages import (
    mark_pieces_seen,
    preview_of,
    start_verdict,
    thread_page,
)
from forum.policies import can_rename_thread
from forum.reporting import LOCK, PIN, THREAD, UNLOCK, UNPIN
from forum.services import threads as services
from moderation import registry
from moderation.registry import Action
from writing.stash import pop


@require_safe
@cached_for_visitors(page_versions.thread)
@shows_closed_door
def detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One page of a thread, twenty places. Other words lead to the right ones."""
    thread = find_thread(request.access, pk)
    page = page_number(request.GET.get("page"))
    if page > thread.page_count:
        raise Http404("This thread has no such page.")
    if slug != thread.slug:
        return redirect(thread.url_of_page(page), permanent=True)
    shown = thread_page(
        thread, page, request.access, show=position(request.GET.get("show", ""))
    )
    mark_pieces_seen(request, shown)
    context: dict[str, Any] = {"page": shown, "thread": thread}
    if request.access.is_moderator:
        context["offers"] = registry.offers(THREAD, thread)
    response = render(request, "forum/threads/detail.html", context)
    return true_until(response, next_end([thread]))


@require_safe
@shows_closed_door
def jump(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to a post by its number, without a script."""
    thread = find_thread(request.access, pk)
    form = JumpForm(request.GET, thread=thread)
    if form.is_valid():
        return redirect("forum:post_detail", thread.pk, form.cleaned_data["post"])
    context = {"thread": thread, "form": form}
    return render(request, "forum/threads/jump.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Start a thread. A category in the address is chosen in the form."""
    categories = Category.objects.visible_to(request.access).startable(request.access)
    if request.method != "POST":
        asked = {"category": request.GET.get("category", "")}
        text = pop(request, request.path) or {}
        form = ThreadForm(categories=categories, initial=asked | text)
        # A text that was typed already is shown all the same: it is theirs.
        verdict = start_verdict(request.access)
        return _form(request, form, closed="" if text else verdict.reason)

    form = ThreadForm(request.POST, categories=categories)
    if "preview" in request.POST:
        asked_for = request.POST.get("category", "").replace("\x00", "")
        category = categories.filter(slug=asked_for).first()
        return _form(request, form, preview=preview_of(request, category))
    if not form.is_valid():
        return _form(request, form, status=422)
    return submit(
        partial(services.start_thread, author=request.user, **form.cleaned_data),
        done=redirect,
        again=lambda refusal: _form(request, form, refusal=refusal.sentence),
    )


def _form(
    request: HttpRequest,
    form: ThreadForm,
    *,
    status: int = 200,
    refusal: str = "",
    preview: object = None,
    closed: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "refusal": refusal,
        "preview": preview,
        "closed": closed,
        "newcomer": (
            newcomer_of(request.access) if start_verdict(request.access) else None
        ),
    }
    return render(request, "forum/threads/create.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    thread = get_object_or_404(Thread.objects.openable_by(request.access), pk=pk)
    first = thread.posts.opening()[0]
    enforce(can_rename_thread(request.access, thread, first))
    fresh = {"title": thread.title, "seen": thread.title_stamp}
    form = RenameForm(
        request.POST or None,
        initial=fresh | (pop(request, request.path) or {}),
        is_own=thread.author_id == request.access.person_id,
    )
    action = partial(services.rename_thread, actor=request.user, thread=thread)
    return _carry_out(request, thread, "rename", form, action, _title_stamp)


def _title_stamp(thread: Thread) -> str:
    return thread.title_stamp


@require_http_methods(["GET", "HEAD", "POST"])
@stashes_form
@moderators_only
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, LOCK)


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, PIN)


@require_http_methods(["POST"])
@moderators_only
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, UNLOCK)


@require_http_methods(["POST"])
@moderators_only
def unpin(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, UNPIN)


def _answer(request: HttpRequest, pk: int, action: Action) -> HttpResponse:
    """What a moderator does to a thread, by the action's form or by its button."""
    thread = get_object_or_404(Thread.objects.openable_by(request.access), pk=pk)
    perform = partial(action.perform, moderator=request.user, thread=thread)
    if action.form is None:
        perform(seen=request.POST.get("seen") or None)
        return redirect(thread)
    form = action.form(request.POST or None, initial={"seen": action.seen_of(thread)})
    return _carry_out(request, thread, action.key, form, perform, action.seen_of)


def _carry_out(
    request: HttpRequest,
    thread: Thread,
    name: str,
    form: Form,
    action: Callable[..., Thread],
    seen_of: Callable[[Thread], str],
) -> HttpResponse:
    """Show a form about a thread, and do what it asks for."""
    if request.method != "POST":
        return _page(request, thread, name, form)
    if not form.is_valid():
        return _page(request, thread, name, form, status=422)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _page(request, thread, name, form)

    def both(change: Changed) -> HttpResponse:
        """The form goes on from what is there now, and may replace it."""
        thread.refresh_from_db()
        form.data = request.POST.dict() | {"seen": seen_of(thread)}
        return _page(request, thread, name, form, change=change)

    return submit(
        partial(action, **form.cleaned_data), done=redirect, again=again, both=both
    )


def _page(
    request: HttpRequest,
    thread: Thread,
    name: str,
    form: Form,
    *,
    status: int = 200,
    change: Changed | None = None,
) -> HttpResponse:
    context = {"thread": thread, "form": form, "change": change}
    return render(request, f"forum/threads/{name}.html", context, status=status)
