"""The way back to an address that an account has left."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.errors import WayBackClosed
from accounts.forms.recovery import KeepForm
from accounts.services import mail_reverts, recovery
from accounts.services.sessions import device_of


@never_cache
def revert(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows what opens the account; only its button takes it back."""
    way_back = mail_reverts.way_back_for(token)
    if way_back is None:
        raise Http404("There is no such link.")
    template, status, sentence = "accounts/email_change/revert.html", 200, ""
    context: dict[str, Any] = {
        "way_back": way_back,
        "token": token,
        "contact_address": settings.CONTACT_ADDRESS,
    }
    if mail_reverts.is_open(way_back):
        context["ways"] = ways = recovery.ways_into(way_back.person)
        context["sessions"] = [
            {"session": row, "device": device_of(row.user_agent)}
            for row in ways.sessions
        ]
    form = KeepForm(request.POST)
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            mail_reverts.take_way_back(way_back=way_back, keep=form.kept)
            before = context["ways"].roles
            context["ways"] = ways = recovery.ways_into(way_back.person)
            context["roles_ended"] = len(before) - len(ways.roles)
            template = "accounts/email_change/done.html"
        except WayBackClosed as error:
            sentence, status = error.sentence, 410
    elif not mail_reverts.is_open(way_back):
        sentence, status = mail_reverts.CLOSED, 410
    context["sentence"] = sentence
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
