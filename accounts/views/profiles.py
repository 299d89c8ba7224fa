"""A person's public page, and the way into one's own."""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts import registry
from accounts.bylines import byline_of
from accounts.decorators import signed_in
from accounts.models import Block, User
from core import dry_run


def detail(request: HttpRequest, handle: str) -> HttpResponse:
    """What a person shows. Someone who has left, or is switched off, is a 404."""
    own = Block.objects.filter(person=request.access.person_id, blocked=OuterRef("pk"))
    if dry_run.is_active():
        # Whom a member has blocked is told to nobody who sees the site as them.
        own = own.none()
    people = User.objects.annotate(is_blocked=Exists(own))
    person = get_object_or_404(people, handle=handle.lower(), is_active=True)
    context = {
        "person": person,
        "may_block": _may_block(request, person),
        "byline": byline_of(person),
        "sections": registry.sections_for(person, request.access),
    }
    return render(request, "accounts/profiles/detail.html", context)


def _may_block(request: HttpRequest, person: User) -> bool:
    reader = request.access.person_id
    return reader not in (None, person.pk) and not dry_run.is_active()


@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """Everything of one's own, in one place."""
    person = request.access.person
    context = {
        "byline": byline_of(person),
        "owned_items": registry.owned_items_of(person),
    }
    return render(request, "accounts/profiles/own.html", context)
