"""What a person has agreed to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.decorators import signed_in
from accounts.models import Document
from accounts.services.agreements import agree


@signed_in
def index(request: HttpRequest) -> HttpResponse:
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
def create(request: HttpRequest) -> HttpResponse:
    agree(person=request.access.person, documents=Document.objects.all_current())
    messages.success(request, "Noted, with today's date.")
    return redirect("accounts:agreement_index")
