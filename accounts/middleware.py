"""The reader of this request: their access, loaded once, and their zone; and what
programs that post to the webhook are answered.
"""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from accounts import cookies
from accounts.services.sessions import is_over, note_seen
from core.saving import best_effort


class LastSeenMiddleware:
    """End a session that is too old, note when one was last in use, and whose this
    browser is until they sign out.

    For the person's list of sessions; every ten minutes at most, so that a page that
    is read writes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_session = bool(request.session.session_key)
        was_in = has_session and request.user.is_authenticated
        if was_in:
            if is_over(request.session):
                logout(request)
                was_in = False
            else:
                with best_effort("session_not_noted", savepoint=False):
                    note_seen(request)
        response = self.get_response(request)
        if not request.session.accessed:
            return response
        if request.user.is_authenticated:
            if cookies.last_person(request) != request.user.pk:
                cookies.write(response, cookies.LAST_PERSON, request.user.pk)
        elif was_in:
            cookies.drop(request, response, cookies.LAST_PERSON)
        return response
