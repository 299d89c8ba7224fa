"""When we may write a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.decorators import signed_in
from notifications import registry
from notifications.services import subscriptions


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """One box a verb. A box that is not in the form at all stays as it was."""
    choices = subscriptions.choices_of(request.user)
    if request.method == "POST":
        shown = set(request.POST.getlist("shown"))
        wanted = set(request.POST.getlist("mail"))
        for verb, wants_mail in choices.items():
            if verb in shown and (verb in wanted) != wants_mail:
                subscriptions.choose(
                    person=request.user, verb=verb, wants_mail=verb in wanted
                )
        messages.success(request, "Your choice is saved. It holds from now on.")
        return redirect("notifications:preference_edit")
    rows = [
        {"verb": verb, "wants_mail": choices[verb.name]}
        for verb in registry.optional_verbs()
    ]
    return render(request, "notifications/preferences/edit.html", {"rows": rows})
