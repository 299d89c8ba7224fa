"""Ending one kind of mail by the link in it, without signing in (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications.services import subscriptions


# The signed token is the proof: mail programs post here without cookie or session,
# and the act can do no more than the token says.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows and changes nothing; POST ends the mail, or takes that back."""
    subscription = subscriptions.read_token(token)
    if subscription is None:
        raise Http404("This link does not belong to any mail of ours.")
    state = "asked"
    if request.method == "POST":
        undo = request.POST.get("undo") == "1"
        subscriptions.choose(
            person=subscription.person, verb=subscription.verb.name, wants_mail=undo
        )
        state = "undone" if undo else "stopped"
    context = {"verb": subscription.verb, "state": state}
    response = render(request, "notifications/subscriptions/stop.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
