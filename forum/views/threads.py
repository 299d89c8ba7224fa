from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import keeps_text, moderators_only, signed_in
from core.errors import Changed, TooFast
from core.paging import page_number, position
from forum.doors import answers_doors, find_thread
from forum.forms import JumpForm, LockForm, PinForm, RenameForm, ThreadForm
from forum.models import Category, Thread
from forum.policies import can_rename_thread
from forum.reading import stamps
from forum.reading.caching import kept_for_visitors, true_until
from forum.reading.listing import next_end
from forum.reading.newcomers import newcomer_of
from forum.reading.pages import (
    preview_of,
    see,
    start_verdict,
    thread_page,
    too_fast,
)
from forum.services import moderating
from forum.services import threads as services
from writing.kept import take


@require_safe
@kept_for_visitors(stamps.thread)
@answers_doors
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
    see(request, shown)
    response = render(
        request, "forum/threads/detail.html", {"page": shown, "thread": thread}
    )
    return true_until(response, next_end([thread]))


@require_safe
@answers_doors
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
        text = take(request, request.path) or {}
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
    try:
        thread = services.start_thread(author=request.user, **form.cleaned_data)
    except PermissionDenied as refusal:
        return _form(request, form, refusal=str(refusal), status=403)
    except TooFast as limit:
        return too_fast(_form(request, form, refusal=limit.told, status=429), limit)
    return redirect(thread)


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
    thread = get_object_or_404(Thread.objects.visible_to(request.access), pk=pk)
    first = thread.posts.opening()[0]
    verdict = can_rename_thread(request.access, thread, first)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    fresh = {"title": thread.title, "seen": thread.title_stamp}
    initial = fresh | (take(request, request.path) or {})
    form = RenameForm(
        request.POST or None,
        initial=initial,
        is_own=thread.author_id == request.access.person_id,
    )
    if request.method == "POST" and form.is_valid():
        try:
            renamed = services.rename_thread(
                actor=request.user, thread=thread, **form.cleaned_data
            )
        except TooFast as limit:
            form.add_error(None, limit.told)
            answer = _act(request, thread, "rename", form, status=429)
            return too_fast(answer, limit)
        except Changed as change:
            return _changed(request, thread, "rename", form, change)
        return redirect(renamed)
    return _act(request, thread, "rename", form)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_text
@moderators_only
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    thread = get_object_or_404(Thread.objects.visible_to(request.access), pk=pk)
    form = LockForm(request.POST or None, initial={"seen": thread.lock_stamp})
    if request.method == "POST" and form.is_valid():
        try:
            moderating.lock_thread(
                moderator=request.user, thread=thread, **form.cleaned_data
            )
        except Changed as change:
            return _changed(request, thread, "lock", form, change)
        return redirect(thread)
    return _act(request, thread, "lock", form)


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    thread = get_object_or_404(Thread.objects.visible_to(request.access), pk=pk)
    form = PinForm(request.POST or None, initial={"seen": thread.pin_stamp})
    if request.method == "POST" and form.is_valid():
        try:
            moderating.pin_thread(
                moderator=request.user, thread=thread, **form.cleaned_data
            )
        except Changed as change:
            return _changed(request, thread, "pin", form, change)
        return redirect(thread)
    return _act(request, thread, "pin", form)


STAMPS = {"rename": "title_stamp", "lock": "lock_stamp", "pin": "pin_stamp"}


def _changed(
    request: HttpRequest, thread: Thread, act: str, form: Form, change: Changed
) -> HttpResponse:
    """Both versions; the form goes on from what is there now, and may replace it."""
    thread.refresh_from_db()
    form.data = request.POST.dict() | {"seen": getattr(thread, STAMPS[act])}
    return _act(request, thread, act, form, status=409, change=change)


def _act(
    request: HttpRequest,
    thread: Thread,
    act: str,
    form: Form,
    *,
    status: int = 0,
    change: Changed | None = None,
) -> HttpResponse:
    status = status or (422 if request.method == "POST" else 200)
    context = {"thread": thread, "form": form, "change": change}
    return render(request, f"forum/threads/{act}.html", context, status=status)


@require_http_methods(["POST"])
@moderators_only
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    thread = get_object_or_404(Thread.objects.visible_to(request.access), pk=pk)
    seen = request.POST.get("seen") or None
    moderating.unlock_thread(moderator=request.user, thread=thread, seen=seen)
    return redirect(thread)


@require_http_methods(["POST"])
@moderators_only
def unpin(request: HttpRequest, pk: int) -> HttpResponse:
    thread = get_object_or_404(Thread.objects.visible_to(request.access), pk=pk)
    seen = request.POST.get("seen") or None
    moderating.unpin_thread(moderator=request.user, thread=thread, seen=seen)
    return redirect(thread)
