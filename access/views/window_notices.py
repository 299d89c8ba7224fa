"""Putting the banner about the end of a window away, until its next day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from access.services.window_notices import put_away
from access.windows import MILESTONES
from accounts.decorators import signed_in


@require_POST
@signed_in
def hide(request: HttpRequest) -> HttpResponse:
    """Back to the page on which it stood, where that page is one of ours."""
    milestone = request.POST.get("milestone", "")
    if milestone in {str(stone) for stone in MILESTONES}:
        put_away(person=request.access.person, milestone=int(milestone))
    page = request.POST.get("next", "")
    # A page of ours begins with a slash; a plain word would be taken for a view's name.
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(
        page, allowed_hosts=None
    )
    return redirect(page if is_ours else "/")
