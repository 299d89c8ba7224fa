"""The words that a page gives back to who wrote them."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from writing.form_text import FormText, form_text_of
from writing.services.submissions import new_token
from writing.stash import pop


def form_text(request: HttpRequest) -> dict[str, object]:
    """`words`: of the form that was sent or, on reading a page, those that waited
    for the sign-in; `form_text_anew`: the same under a fresh token.

    Asked only where a page prints them, so after the view: a form that has taken
    its words back itself leaves none.
    """
    found = SimpleLazyObject(lambda: _form_text(request))
    anew = SimpleLazyObject(lambda: found.under(new_token()))
    return {"form_text": found, "form_text_anew": anew}


def _form_text(request: HttpRequest) -> FormText:
    if request.method == "POST":
        return form_text_of(request)
    access = getattr(request, "access", None)
    if request.method != "GET" or access is None or not access.is_signed_in:
        return FormText()
    return FormText.of((pop(request, request.path) or {}).items())
