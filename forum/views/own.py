from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import signed_in
from core.limits import ROWS_A_PAGE
from core.paging import page_number
from forum.models import Post
from forum.policies import can_delete_post, can_edit_post, can_undelete_post
from richtext import slots


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """One's own posts, whatever is closed, hidden or waiting."""
    access = request.access
    page = page_number(request.GET.get("page"))
    start = (page - 1) * ROWS_A_PAGE
    own = Post.objects.own(request.user).select_related("thread__category")
    found = list(own.order_by("-created_at", "-pk")[start : start + ROWS_A_PAGE + 1])
    posts = found[:ROWS_A_PAGE]
    slots.fill_onto(posts, access)
    for post in posts:
        post.may_edit = can_edit_post(access, post)
        post.may_delete = can_delete_post(access, post)
        post.may_undelete = can_undelete_post(access, post)
    context = {
        "posts": posts,
        "page": page,
        "has_more": len(found) > ROWS_A_PAGE,
    }
    return render(request, "forum/own/index.html", context)
