"""Whom a person has blocked, and the way to it from somebody's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from access.policies import can_block
from access.services import blocking
from access.services.roles import is_staff
from accounts.bylines import bylines_for
from accounts.decorators import signed_in
from accounts.models import Block, User
from core.verdicts import enforce


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """All of them on one page, for there is a limit to them."""
    standing = Block.objects.filter(person=request.access.person).standing()
    blocks = list(standing.newest_first().annotate(is_staff=is_staff("blocked")))
    bylines = bylines_for(block.blocked_id for block in blocks)
    rows = [
        {
            "block": block,
            "byline": bylines[block.blocked_id],
            "is_staff": block.is_staff,
        }
        for block in blocks
    ]
    return render(request, "access/blocks/index.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest, handle: str) -> HttpResponse:
    """Ask first, on a page of its own, and say what it hides."""
    blocked = get_object_or_404(User, handle=handle.lower(), is_active=True)
    person = request.access.person
    if request.method == "POST":
        blocking.block(person=person, blocked=blocked)
        messages.success(
            request, f"{blocked.display_name} is blocked. They are not told."
        )
        return redirect("accounts:profile_detail", blocked.handle)
    standing = Block.objects.filter(person=person).standing()
    enforce(can_block(request.access, blocked, count=standing.count()))
    return render(request, "access/blocks/create.html", {"blocked": blocked})


@require_POST
@signed_in
def end(request: HttpRequest, handle: str) -> HttpResponse:
    """Also of a person whose page is switched off: the list still has them."""
    blocked = get_object_or_404(User, handle=handle.lower(), left_at=None)
    if blocking.unblock(person=request.access.person, blocked=blocked):
        messages.success(request, f"{blocked.display_name} is no longer blocked.")
    return redirect("access:block_index")
