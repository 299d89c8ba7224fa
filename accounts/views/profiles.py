"""A person's public page, and the way into one's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts import registry
from accounts.bylines import byline_of
from accounts.decorators import signed_in
from accounts.models import User


def detail(request: HttpRequest, handle: str) -> HttpResponse:
    """What a person shows. Someone who has left, or is switched off, is a 404."""
    person = get_object_or_404(User, handle=handle.lower(), is_active=True)
    context = {
        "person": person,
        "byline": byline_of(person),
        "sections": registry.sections_for(person, request.access),
    }
    return render(request, "accounts/profiles/detail.html", context)


@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """Everything of one's own, in one place."""
    person = request.access.person
    context = {
        "byline": byline_of(person),
        "owned_items": registry.owned_items_of(person),
    }
    return render(request, "accounts/profiles/own.html", context)
