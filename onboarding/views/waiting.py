"""Where someone arrives whose account waits for an organiser."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def detail(request: HttpRequest) -> HttpResponse:
    """The same for everyone: it says nothing about any account."""
    return render(request, "onboarding/waiting/detail.html")
