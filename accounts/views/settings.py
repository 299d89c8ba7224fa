"""What a person sets for themselves, and what they agreed to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.bylines import byline_of
from accounts.decorators import signed_in
from accounts.forms.settings import SettingsForm
from accounts.services.settings import OWN, change_settings


@signed_in
def edit(request: HttpRequest) -> HttpResponse:
    person = request.access.person
    now = {name: getattr(person, name) for name in ("display_name", *OWN)}
    form = SettingsForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        change_settings(person=person, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("accounts:settings_edit")
    context = {"form": form, "byline": byline_of(person)}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/settings/edit.html", context, status=status)
