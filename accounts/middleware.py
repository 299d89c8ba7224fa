"""The reader of this request: their access, loaded once, and their zone; and what
programs that post to the hook are answered.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts import cookies
from accounts.access import Access
from accounts.services.sessions import is_over, note_seen
from core.saving import by_the_way


class AccessMiddleware:
    """Set `request.access`, lazily: a visitor costs no query.

    A request without a session cookie does not even ask who it is from.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: Access.of(request.user))
        if not request.session.session_key:
            return self.get_response(request)
        zone = getattr(request.user, "zone", None)
        with timezone.override(ZoneInfo(zone) if zone else None):
            return self.get_response(request)


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
                with by_the_way("session_not_noted", savepoint=False):
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


# Every address of programs is below this one.
HOOKS = "/hooks/"
# What the site says where no view came to speak.
SENTENCES = {
    301: "The address is another one: see Location.",
    302: "The address is another one: see Location.",
    400: "The request cannot be read.",
    404: "There is no such address.",
    405: "Events come by POST.",
    413: "The body is larger than what is taken here.",
    414: "The address is longer than any of this site.",
    429: "That was too much. Send it again later.",
    500: "Something went wrong here. Nothing was written; send it again later.",
    503: "The site does not take events at the moment. Send them again later.",
}
OTHERWISE = "The request was refused."


class HookAnswers:
    """Answer in JSON below the address of hooks, whoever of the site answers.

    Pages of errors become one field with a sentence; the status and the headers stay
    as they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(HOOKS) or _is_json(response):
            return response
        status = response.status_code
        answer = JsonResponse(
            {"error": SENTENCES.get(status, OTHERWISE)}, status=status
        )
        for name, value in response.headers.items():
            if name not in {"Content-Type", "Content-Length"}:
                answer.headers[name] = value
        return answer


def _is_json(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/json")
