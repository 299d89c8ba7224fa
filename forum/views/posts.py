from functools import partial
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

from accounts.bylines import plain_byline
from accounts.decorators import signed_in
from core.htmx import wants_partial
from core.paging import position as position_of
from core.refusals import Refusal, submit
from forum.errors import ParentGone
from forum.forms import ReplyForm
from forum.lookup import find_thread, shows_closed_door
from forum.models import Category, Post, Thread
from forum.models.post import page_of_position
from forum.pages.newcomers import newcomer_of
from forum.pages.thread_pages import (
    Preview,
    mark_pieces_seen,
    page_after_reply,
    preview_of,
    reply_verdict,
)
from forum.services import posts as services
from writing.stash import pop

HELD = "Sent: only you can see it until a person has read it."
SIGNED_OUT = (
    "You are signed out, so there is no preview. Your text is still in the box: "
    "send it, and it waits while you sign in."
)


@require_safe
@shows_closed_door
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
@shows_closed_door
def create(request: HttpRequest, thread_pk: int) -> HttpResponse:
    """Reply to a thread. The same form works with and without htmx."""
    thread = find_thread(request.access, thread_pk)
    if request.method != "POST":
        return _blank(request, thread)

    form = ReplyForm(request.POST)
    if "whole" in request.POST:
        return _form(request, thread, _to_thread(request, thread))
    if "preview" in request.POST:
        return _form(
            request, thread, form, preview=preview_of(request, thread.category)
        )
    if not form.is_valid():
        refusal = form.errors["to"][0] if "to" in form.errors else ""
        if refusal:
            form = _to_thread(request, thread)
        return _form(request, thread, form, refusal=str(refusal), status=422)
    words = form.cleaned_data
    return submit(
        partial(services.reply_to_thread, author=request.user, thread=thread, **words),
        done=lambda post: _created(request, thread, post, words["after"]),
        again=lambda refusal: _refused(request, thread, form, refusal),
    )


def _refused(
    request: HttpRequest, thread: Thread, form: ReplyForm, refusal: Refusal
) -> HttpResponse:
    """The form with its text; in answer to no post where that post has gone."""
    if isinstance(refusal.error, ParentGone):
        form = _to_thread(request, thread)
    return _form(request, thread, form, refusal=refusal.sentence)


def _blank(request: HttpRequest, thread: Thread) -> HttpResponse:
    """The form on a page of its own: with kept words, or to one post's author."""
    verdict = reply_verdict(thread, request.access)
    stashed = pop(request, request.path)
    if not verdict and not stashed:
        raise PermissionDenied(verdict.reason)
    answered = _answered(thread, request.GET.get("to"))
    initial: dict[str, Any] = {"after": thread.last_position}
    if answered is not None:
        initial |= {"to": answered.position, "body": _greeting(request, answered)}
    form = ReplyForm(initial=initial | (stashed or {}))
    return _form(request, thread, form, refusal=verdict.reason)


def _to_thread(request: HttpRequest, thread: Thread) -> ReplyForm:
    """The same form in answer to no post; of its text, a greeting alone goes."""
    answered = _answered(thread, request.POST.get("to"))
    sent = request.POST.copy()
    sent.pop("to", None)
    if (
        answered
        and sent.get("body", "").strip() == _greeting(request, answered).strip()
    ):
        sent["body"] = ""
    return ReplyForm(initial=sent.dict())


def _answered(thread: Thread, raw: object) -> Post | None:
    """The post that a form or an address says is answered, while it can be read."""
    position = position_of(str(raw or ""))
    if not position:
        return None
    found = Post.objects.shown().filter(thread=thread, position=position)
    return found.select_related("author").first()


def _greeting(request: HttpRequest, post: Post) -> str:
    """A reply to one post begins with its author's handle, so that they are told."""
    if post.author_id == request.user.pk or not post.author.is_active:
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
) -> HttpResponse:
    answered = _answered(thread, form["to"].value())
    # Words to one post are kept on the device apart from those to another, and stay
    # where they are kept when the form turns to the thread.
    to = position_of(str(request.POST.get("to") or form["to"].value() or ""))
    context: dict[str, Any] = {
        "thread": thread,
        "form": form,
        "refusal": refusal,
        "preview": preview,
        "answered": answered,
        "answers": plain_byline(answered.author) if answered else None,
        "keep": f"/to-{to}" if to else "",
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
    mark_pieces_seen(request, shown)
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
