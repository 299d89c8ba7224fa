"""What a person sets for themselves, and what they agreed to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.bylines import byline_of
from accounts.decorators import signed_in
from accounts.forms.settings import SettingsForm
from accounts.models import Document
from accounts.services.agreements import agree
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


@signed_in
def agreements(request: HttpRequest) -> HttpResponse:
    """Which versions were agreed to and when; what has changed since."""
    held = request.access.person.agreements.select_related("document")
    agreed = list(held.order_by("-agreed_at", "document__kind"))
    known = {agreement.document_id for agreement in agreed}
    current = Document.objects.all_current()
    context = {
        "agreements": agreed,
        "open_documents": [text for text in current if text.pk not in known],
    }
    return render(request, "accounts/agreements/index.html", context)


@signed_in
@require_POST
def agreement_create(request: HttpRequest) -> HttpResponse:
    agree(person=request.access.person, documents=Document.objects.all_current())
    messages.success(request, "Noted, with today's date.")
    return redirect("accounts:agreement_index")
