"""What views of forms share."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from core.htmx import wants_partial
from writing.kept import keep

View = Callable[..., HttpResponseBase]


def keeps_text(view: View) -> View:
    """Keep what someone posts whose session has ended, then let them sign in.

    The view finds the words with `writing.kept.take` when it shows its form
    again at the same path. Stands above `signed_in`, whose job it does for POST.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or request.access.is_signed_in:
            return view(request, *args, **kwargs)
        keep(request, to=request.path, fields=request.POST.dict())
        sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
        if wants_partial(request):
            return HttpResponseClientRedirect(sign_in)
        return HttpResponseRedirect(sign_in)

    return wrapped
