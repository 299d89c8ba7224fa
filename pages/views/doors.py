from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.access_matrix import proof


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What every kind of reader was answered at every address."""
    return render(request, "pages/doors.html", {"proof": proof()})
