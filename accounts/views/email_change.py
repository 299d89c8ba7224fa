"""The way back to an address that an account has left."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.errors import WayBackClosed
from accounts.services import mail_reverts


@never_cache
def revert(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows a page; only its button gives the account back."""
    way_back = mail_reverts.way_back_for(token)
    if way_back is None:
        raise Http404("There is no such link.")
    template, status, sentence = "accounts/email_change/revert.html", 200, ""
    if request.method == "POST":
        try:
            mail_reverts.take_way_back(way_back=way_back)
            template = "accounts/email_change/done.html"
        except WayBackClosed as error:
            sentence, status = error.sentence, 410
    elif not mail_reverts.is_open(way_back):
        sentence, status = mail_reverts.CLOSED, 410
    context = {"way_back": way_back, "token": token, "sentence": sentence}
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
