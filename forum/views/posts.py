from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from accounts.decorators import signed_in
from core.errors import Changed, TooFast
from core.htmx import wants_partial
from core.verdicts import enforce
from forum import policies
from forum.doors import answers_doors, find_thread
from forum.forms import EditForm, ReplyForm
from forum.models import Category, Post, Thread
from forum.reading import personal, piece_of, posts_in_range
from forum.reading.differences import changes_between
from forum.reading.pages import preview_of, reply_verdict, too_fast
from forum.services import posts as services
from writing.decorators import keeps_text
from writing.kept import take


@require_safe
@answers_doors
def detail(request: HttpRequest, thread_pk: int, position: int) -> HttpResponse:
    """The permanent address of a post: the page that holds it, with it in focus.

    The page of a place never changes, since removed posts keep theirs.
    """
    thread = find_thread(request.access, thread_pk)
    place = get_object_or_404(Post.objects.places(thread), position=position)
    if place.is_deleted or (place.is_hidden and not request.access.is_moderator):
        context = {"thread": thread, "post": place}
        return render(request, "forum/posts/gone.html", context, status=410)
    return redirect(f"{thread.url_of_page(place.page)}#{place.anchor}")


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@keeps_text
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
    words = {name: form.cleaned_data[name] for name in ("body", "token")}
    try:
        post = services.reply_to_thread(author=request.user, thread=thread, **words)
    except PermissionDenied as refusal:
        return _form(request, thread, form, refusal=str(refusal), status=403)
    except TooFast as limit:
        answer = _form(request, thread, form, refusal=limit.sentence, status=429)
        return too_fast(answer, limit)
    return _created(request, thread, post, form.cleaned_data["after"])


def _blank(request: HttpRequest, thread: Thread) -> HttpResponse:
    """The form on a page of its own: with kept words, or to one post's author."""
    verdict = reply_verdict(thread, request.access)
    kept = take(request, request.path)
    if not verdict and not kept:
        raise PermissionDenied(verdict.reason)
    initial: dict[str, Any] = {"body": _greeting(request, thread)} | (kept or {})
    form = ReplyForm(initial=initial)
    return _form(request, thread, form, refusal=verdict.reason)


def _greeting(request: HttpRequest, thread: Thread) -> str:
    """A reply to one post begins with its author's handle, so that they are told."""
    raw = request.GET.get("to", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        return ""
    post = Post.objects.shown().filter(thread=thread, position=int(raw)).first()
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
) -> HttpResponse:
    partial = wants_partial(request)
    template = "forum/posts/_form.html" if partial else "forum/posts/create.html"
    context = {"thread": thread, "form": form, "refusal": refusal, "preview": preview}
    return render(request, template, context, status=status)


def _created(
    request: HttpRequest, thread: Thread, post: Post, after: int | None
) -> HttpResponse:
    """Under htmx: every post since the reader's last one, if they fit on its page."""
    if not wants_partial(request):
        return redirect(_address(thread, post))
    if post.is_held or after is None or post.position <= after:
        return HttpResponseClientRedirect(_address(thread, post))
    if after and post.page != Post(position=after).page:
        return HttpResponseClientRedirect(_address(thread, post))
    access = request.access
    posts = posts_in_range(thread, after + 1, post.position, access)
    pieces = [piece_of(new, access, may_reply=True) for new in posts]
    context = {
        "thread": thread,
        "pieces": [personal(piece, access) for piece in pieces],
        "form": ReplyForm(initial={"after": post.position}),
        "new": post,
    }
    return render(request, "forum/posts/_created.html", context, status=201)


def _address(thread: Thread, post: Post) -> str:
    page = post.page if post.position else thread.page_count
    return f"{thread.url_of_page(page)}#{post.anchor}"


@require_POST
@signed_in
def preview(request: HttpRequest) -> HttpResponse:
    """The server's own rendering, for the composer's second tab."""
    access = request.access
    here = Category.objects.visible_to(access).filter(
        slug=request.GET.get("category", "")
    )
    found = preview_of(request, here.first())
    status = 422 if found.error else 200
    return render(
        request, "forum/posts/_preview.html", {"preview": found}, status=status
    )


def _own(request: HttpRequest, pk: int) -> Post:
    """One's own posts are one's own whatever is closed."""
    own = Post.objects.own(request.user).select_related("thread__category")
    return get_object_or_404(own, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_text
@signed_in
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    post = _own(request, pk)
    if request.method != "POST":
        enforce(policies.can_edit_post(request.access, post))
        initial = {"body": post.body, "revision": post.revision}
        form = EditForm(initial=initial | (take(request, request.path) or {}))
        return _edit(request, post, form)

    form = EditForm(request.POST)
    if "preview" in request.POST:
        found = preview_of(request, post.thread.category)
        return _edit(request, post, form, preview=found)
    if not form.is_valid():
        return _edit(request, post, form, status=422)
    try:
        edited = services.edit_post(author=request.user, post=post, **form.cleaned_data)
    except PermissionDenied as refusal:
        return _edit(request, post, form, refusal=str(refusal), status=403)
    except Changed as change:
        return _conflict(request, post, change)
    return redirect(_home(request, edited))


def _edit(
    request: HttpRequest,
    post: Post,
    form: EditForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {"post": post, "thread": post.thread, "form": form}
    return render(request, "forum/posts/edit.html", context, status=status)


def _conflict(request: HttpRequest, post: Post, change: Changed) -> HttpResponse:
    """Both texts and what differs; sending again replaces what is there now."""
    post.refresh_from_db()
    form = EditForm(initial={"body": change.yours, "revision": post.revision})
    changes = changes_between(change.theirs, change.yours)
    return _edit(request, post, form, status=409, change=change, changes=changes)


def _home(request: HttpRequest, post: Post) -> str:
    """Where an author sees an own post: in its thread, or among their posts."""
    if Thread.objects.visible_to(request.access).filter(pk=post.thread_id).exists():
        return _address(post.thread, post)
    return f"/me/posts/#own-{post.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, on a page of its own; then leave a tombstone."""
    post = _own(request, pk)
    enforce(policies.can_delete_post(request.access, post))
    if request.method != "POST":
        context = {"post": post, "thread": post.thread}
        return render(request, "forum/posts/delete.html", context)
    deleted = services.delete_post(author=request.user, post=post)
    return redirect(f"/me/posts/#own-{deleted.pk}")


@require_POST
@signed_in
def undelete(request: HttpRequest, pk: int) -> HttpResponse:
    post = services.undelete_post(author=request.user, post=_own(request, pk))
    return redirect(_home(request, post))


@require_safe
@signed_in
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every text that the post has had, each against the one before it."""
    posts = Post.objects.visible_to(request.access) | Post.objects.own(request.user)
    post = get_object_or_404(posts.select_related("thread__category"), pk=pk)
    verdict = policies.can_read_history(request.access, post)
    if not verdict:
        raise Http404(verdict.reason)
    return render(request, "forum/posts/history.html", _history(post))


def _history(post: Post) -> dict[str, Any]:
    earlier = list(post.revisions.all())
    texts = [
        *((text.number, text.written_at, text.body) for text in earlier),
        (post.revision, post.edited_at or post.created_at, post.body),
    ]
    before = ""
    steps = []
    for number, written_at, body in texts:
        changes = changes_between(before, body) if before else []
        steps.append(
            {"number": number, "at": written_at, "body": body, "changes": changes}
        )
        before = body
    return {"post": post, "thread": post.thread, "steps": steps[::-1]}
