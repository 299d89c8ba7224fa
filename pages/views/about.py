from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import limits


@require_safe
def detail(request: HttpRequest) -> HttpResponse:
    context = {
        "gate": settings.GATE_MODE,
        "contact_address": settings.CONTACT_ADDRESS,
        "edit_hours": int(limits.EDIT_WINDOW.total_seconds() // 3600),
        "restore_days": limits.RESTORE_WINDOW.days,
        "post_max": limits.POST_MAX,
    }
    return render(request, "pages/about.html", context)
