"""The words that a page gives back to who wrote them."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from writing.kept import take
from writing.services.submissions import new_token
from writing.words import Words, words_of


def words(request: HttpRequest) -> dict[str, object]:
    """`words`: of the form that was sent or, on reading a page, those that waited
    for the sign-in; `words_anew`: the same under a fresh token.

    Asked only where a page prints them, so after the view: a form that has taken
    its words back itself leaves none.
    """
    found = SimpleLazyObject(lambda: _words(request))
    anew = SimpleLazyObject(lambda: found.under(new_token()))
    return {"words": found, "words_anew": anew}


def _words(request: HttpRequest) -> Words:
    if request.method == "POST":
        return words_of(request)
    access = getattr(request, "access", None)
    if request.method != "GET" or access is None or not access.is_signed_in:
        return Words()
    return Words.of((take(request, request.path) or {}).items())
