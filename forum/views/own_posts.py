"""What an author does with posts of their own, whatever is closed to them."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.decorators import signed_in
from core.errors import Changed
from core.limits import ROWS_A_PAGE, TEXTS_A_PAGE
from core.paging import page_number
from core.refusals import submit
from core.verdicts import enforce
from forum import policies
from forum.forms import CorrectForm, EditForm
from forum.models import Post, Thread
from forum.models.post import PostQuerySet
from forum.pages.differences import changes_between
from forum.pages.thread_pages import preview_of
from forum.services import posts as services
from richtext import slots
from writing.stash import pop


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """One's own posts, whatever is closed, hidden or waiting."""
    access = request.access
    page = page_number(request.GET.get("page"))
    start = (page - 1) * ROWS_A_PAGE
    own = _own_posts(request).filter(purged_at=None)
    found = list(own.order_by("-created_at", "-pk")[start : start + ROWS_A_PAGE + 1])
    posts = found[:ROWS_A_PAGE]
    slots.fill_onto(posts, access)
    for post in posts:
        post.may_edit = policies.can_edit_post(access, post)
        post.may_correct = policies.can_correct_post(access, post)
        post.may_delete = policies.can_delete_post(access, post)
        post.may_undelete = policies.can_undelete_post(access, post)
    context = {
        "posts": posts,
        "page": page,
        "has_more": len(found) > ROWS_A_PAGE,
    }
    return render(request, "forum/own_posts/index.html", context)


def _own_posts(request: HttpRequest) -> PostQuerySet:
    """One's own posts are one's own whatever is closed. A thread's title may not be."""
    own = Post.objects.own(request.user).select_related("thread__category")
    return own.with_thread_names(request.access, at_its_door=True)


def _own(request: HttpRequest, pk: int) -> Post:
    return get_object_or_404(_own_posts(request), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    post = _own(request, pk)
    if request.method != "POST":
        enforce(policies.can_edit_post(request.access, post))
        initial = {"body": post.body, "revision": post.revision}
        form = EditForm(initial=initial | (pop(request, request.path) or {}))
        return _edit(request, post, form)

    form = EditForm(request.POST)
    if "preview" in request.POST:
        found = preview_of(request, post.thread.category)
        return _edit(request, post, form, preview=found)
    if not form.is_valid():
        return _edit(request, post, form, status=422)
    return submit(
        partial(
            services.edit_post, author=request.user, post=post, **form.cleaned_data
        ),
        done=lambda edited: redirect(_home(request, edited)),
        again=lambda refusal: _edit(request, post, form, refusal=refusal.sentence),
        both=lambda change: _conflict(request, post, change),
    )


def _edit(
    request: HttpRequest,
    post: Post,
    form: EditForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {"post": post, "thread": post.thread, "form": form}
    return render(request, "forum/own_posts/edit.html", context, status=status)


def _conflict(request: HttpRequest, post: Post, change: Changed) -> HttpResponse:
    """Both texts and what differs; sending again replaces what is there now."""
    post.refresh_from_db()
    form = EditForm(initial={"body": change.yours, "revision": post.revision})
    changes = changes_between(change.theirs, change.yours)
    return _edit(request, post, form, change=change, changes=changes)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Add to a post that can no longer be edited; an expired author may as well."""
    post = _own(request, pk)
    options = {"whole": lambda words: services.corrected(post, words)[0]}
    verdict = policies.can_correct_post(request.access, post)
    if request.method != "POST":
        enforce(verdict)
        initial = {"revision": post.revision} | (pop(request, request.path) or {})
        return _correct(request, post, CorrectForm(initial=initial, **options))

    form = CorrectForm(request.POST, **options)
    if not verdict:
        return _correct(request, post, form, refusal=verdict.reason, status=403)
    if not form.is_valid():
        return _correct(request, post, form, status=422)
    words = form.cleaned_data
    return submit(
        partial(services.correct_post, author=request.user, post=post, **words),
        done=lambda corrected: redirect(_home(request, corrected)),
        again=lambda refusal: _correct(request, post, form, refusal=refusal.sentence),
        both=lambda change: _corrected_before(request, post, form, change),
    )


def _corrected_before(
    request: HttpRequest, post: Post, form: CorrectForm, change: Changed
) -> HttpResponse:
    """The post as it stands now; sending again adds the correction to that."""
    post.refresh_from_db()
    form.data = request.POST.dict() | {"revision": str(post.revision)}
    return _correct(request, post, form, change=change)


def _correct(
    request: HttpRequest,
    post: Post,
    form: CorrectForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {"post": post, "thread": post.thread, "form": form}
    return render(request, "forum/own_posts/correct.html", context, status=status)


def _home(request: HttpRequest, post: Post) -> str:
    """Where an author sees an own post: in its thread, or among their posts."""
    if Thread.objects.openable_by(request.access).filter(pk=post.thread_id).exists():
        return post.url_on_page
    return f"/me/posts/#own-{post.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, on a page of its own; then leave a tombstone."""
    post = _own(request, pk)
    enforce(policies.can_delete_post(request.access, post))
    if request.method != "POST":
        context = {"post": post, "thread": post.thread}
        return render(request, "forum/own_posts/delete.html", context)
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
    """The texts that the post has had, each against the one before it."""
    posts = Post.objects.openable_by(request.access) | Post.objects.own(request.user)
    posts = posts.with_thread_names(request.access, at_its_door=True)
    post = get_object_or_404(posts.select_related("thread__category"), pk=pk)
    verdict = policies.can_read_history(request.access, post)
    if not verdict:
        raise Http404(verdict.reason)
    page = page_number(request.GET.get("page"))
    if (page - 1) * TEXTS_A_PAGE >= post.revision:
        raise Http404("There is no such page.")
    return render(request, "forum/own_posts/history.html", _history(post, page))


def _history(post: Post, page: int) -> dict[str, Any]:
    """Ten texts, the newest first; comparing them is what costs."""
    last = post.revision - (page - 1) * TEXTS_A_PAGE
    first = max(1, last - TEXTS_A_PAGE + 1)
    # One more, to compare the oldest of the page with.
    earlier = post.revisions.filter(number__range=(first - 1, last))
    texts = [(text.number, text.written_at, text.body) for text in earlier]
    if page == 1:
        now = (post.revision, post.edited_at or post.created_at, post.body)
        texts.append(now)
    before = ""
    steps: list[dict[str, Any]] = []
    for number, written_at, body in texts:
        changes = changes_between(before, body) if before else []
        steps.append(
            {"number": number, "at": written_at, "body": body, "changes": changes}
        )
        before = body
    return {
        "post": post,
        "thread": post.thread,
        "steps": [step for step in steps[::-1] if step["number"] >= first],
        "page": page,
        "has_more": first > 1,
    }
