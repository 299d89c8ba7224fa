"""An organiser lets somebody back in who lost, or was robbed of, every way."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from access.access import Access
from access.decorators import organisers_only
from access.policies import can_unlock
from access.services import unlocking
from accounts.decorators import shown_lately, stashed_form, stashes_form
from accounts.forms.recovery import UnlockForm
from accounts.models import User
from accounts.services import recovery


@stashes_form
@organisers_only
@shown_lately
def unlock(request: HttpRequest, handle: str) -> HttpResponse:
    person = get_object_or_404(User, handle=handle.lower())
    verdict = can_unlock(request.access, Access.of(person))
    stashed = None if request.method == "POST" else stashed_form(request)
    form = UnlockForm(request.POST or None, initial=stashed)
    if request.method == "POST" and form.is_valid():
        unlocking.unlock(
            organiser=request.access.person, person=person, **form.cleaned_data
        )
        messages.success(
            request,
            f"Every way into the account of {person.display_name} has ended, and "
            "they are told at each address. They choose a new password by a code.",
        )
        return redirect("access:organise_person", person.handle)
    status = 422 if request.method == "POST" else 200
    context = {
        "person": person,
        "form": form,
        "verdict": verdict,
        "ways": recovery.ways_into(person),
    }
    return render(request, "access/recovery/unlock.html", context, status=status)
