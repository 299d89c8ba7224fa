"""Who may enter a view by their role."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from accounts.decorators import View, shows_factor, stashes_form


def _only(test: Callable[[Any], bool], kind: str) -> Callable[[View], View]:
    """The page is there for some, and not for anybody else."""

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapped(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not test(request.access):
                if kind in request.access.pending_roles and _has_factor(request):
                    return shows_factor(request)
                raise Http404(f"There is no such page for who is not a {kind}.")
            return view(request, *args, **kwargs)

        return wrapped

    return decorator


def _has_factor(request: HttpRequest) -> bool:
    return bool(request.access.has_second_factor)


def organisers_only(view: View) -> View:
    """A page of organisers, and no page for anybody else.

    Who posts without a session may be one of them whose session has ended, and is
    led to sign in. A visitor learns no more by it than that one signs in here: it is
    answered before anything is looked for, and on return the page is there or not.
    """
    return stashes_form(_organisers_only(view))


moderators_only = _only(lambda access: access.is_moderator, "moderator")


_organisers_only = _only(lambda access: access.is_organiser, "organiser")
