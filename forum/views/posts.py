from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from accounts.decorators import signed_in
from core.errors import TooFast
from core.htmx import wants_partial
from core.paging import position as position_of
from forum.doors import answers_doors, find_thread
from forum.forms import ReplyForm
from forum.models import Category, Post, Thread
from forum.models.post import page_of_position
from forum.reading.newcomers import newcomer_of
from forum.reading.pages import (
    Preview,
    page_after_reply,
    preview_of,
    reply_verdict,
    see,
    too_fast,
)
from forum.services import posts as services
from writing.kept import take

HELD = "Sent: only you can see it until a person has read it."
SIGNED_OUT = (
    "You are signed out, so there is no preview. Your text is still in the box: "
    "send it, and it waits while you sign in."
)


@require_safe
@answers_doors
def detail(request: HttpRequest, thread_pk: int, position: int) -> HttpResponse:
    """The permanent address of a post: the page that holds it, with it in focus.

    The page of a place never changes, since removed posts keep theirs.
    """
    thread = find_thread(request.access, thread_pk)
    place = get_object_or_404(Post.objects.places(thread), position=position)
    place.thread = thread
    if place.is_deleted or (place.is_hidden and not request.access.is_moderator):
        context = {"thread": thread, "post": place}
        return render(request, "forum/posts/gone.html", context, status=410)
    return redirect(place.url_on_page)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@signed_in
@answers_doors
def create(request: HttpRequest, thread_pk: int) -> HttpResponse:
    """Reply to a thread. The same form works with and without htmx."""
    thread = find_thread(request.access, thread_pk)
    if request.method != "POST":
        return _blank(request, thread)

    form = ReplyForm(request.POST)
    if "preview" in request.POST:
        return _form(
            request, thread, form, preview=preview_of(request, thread.category)
        )
    if not form.is_valid():
        return _form(request, thread, form, status=422)
    try:
        post = services.reply_to_thread(
            author=request.user, thread=thread, **form.cleaned_data
        )
    except PermissionDenied as refusal:
        return _form(request, thread, form, refusal=str(refusal), status=403)
    except TooFast as limit:
        answer = _form(request, thread, form, refusal=limit.told, status=429)
        return too_fast(answer, limit)
    return _created(request, thread, post, form.cleaned_data["after"])


def _blank(request: HttpRequest, thread: Thread) -> HttpResponse:
    """The form on a page of its own: with kept words, or to one post's author."""
    verdict = reply_verdict(thread, request.access)
    kept = take(request, request.path)
    if not verdict and not kept:
        raise PermissionDenied(verdict.reason)
    initial: dict[str, Any] = {
        "body": _greeting(request, thread),
        "after": thread.last_position,
    } | (kept or {})
    form = ReplyForm(initial=initial)
    # Words to one post are kept on the device apart from those to another.
    to = position_of(request.GET.get("to", ""))
    keep = f"/to-{to}" if to else ""
    return _form(request, thread, form, refusal=verdict.reason, keep=keep)


def _greeting(request: HttpRequest, thread: Thread) -> str:
    """A reply to one post begins with its author's handle, so that they are told."""
    to = position_of(request.GET.get("to", ""))
    post = Post.objects.shown().filter(thread=thread, position=to).first()
    if post is None or post.author_id == request.user.pk or not post.author.is_active:
        return ""
    return f"@{post.author.handle} "


def _form(
    request: HttpRequest,
    thread: Thread,
    form: ReplyForm,
    *,
    status: int = 200,
    refusal: str = "",
    preview: object = None,
    keep: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "thread": thread,
        "form": form,
        "refusal": refusal,
        "preview": preview,
        "keep": keep,
    }
    if wants_partial(request):
        return render(request, "forum/posts/_form.html", context, status=status)
    may_reply = reply_verdict(thread, request.access)
    context["newcomer"] = newcomer_of(request.access) if may_reply else None
    return render(request, "forum/posts/create.html", context, status=status)


def _created(
    request: HttpRequest, thread: Thread, post: Post, after: int | None
) -> HttpResponse:
    """Under htmx: what has come since the reader's last post, if they have its page.

    An address that differs from theirs in its fragment alone would load nothing.
    """
    if not wants_partial(request):
        return redirect(post.url_on_page)
    access = request.access
    thread = find_thread(access, thread.pk)
    page = thread.page_count if post.is_held else post.page
    if after is None or page_of_position(after or 1) != page:
        return HttpResponseClientRedirect(post.url_on_page)
    shown = page_after_reply(thread, post, after, access)
    see(request, shown)
    context = {
        "page": shown,
        "thread": thread,
        "form": shown.form,
        "newcomer": shown.newcomer,
        "status": HELD
        if post.is_held
        else f"Posted: your reply is number {post.position}.",
    }
    return render(request, "forum/posts/_created.html", context, status=201)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The server's own rendering, for the composer's second tab.

    A script asks, and would follow a way to the sign-in page into the tab.
    """
    access = request.access
    if not access.is_signed_in:
        found = Preview(None, [], error=SIGNED_OUT)
        return render(
            request, "forum/posts/_preview.html", {"preview": found}, status=422
        )
    here = Category.objects.visible_to(access).filter(
        slug=request.GET.get("category", "").replace("\x00", "")
    )
    found = preview_of(request, here.first())
    status = 422 if found.error else 200
    return render(
        request, "forum/posts/_preview.html", {"preview": found}, status=status
    )
