"""A letter, read again by whom it was written to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.decorators import signed_in
from moderation.models import Letter
from moderation.services.things import place_of
from notifications.services.reading import mark_seen


@signed_in
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    letters = Letter.objects.visible_to(request.access).select_related("case")
    letter = get_object_or_404(letters, pk=pk)
    mark_seen(person=request.user, target_kind="letter", target_ids=[letter.pk])
    case, place = letter.case, ""
    if case is not None:
        place = place_of(request.user, case.target_kind, case.target_id)
    context = {"letter": letter, "place": place}
    return render(request, "moderation/letters/detail.html", context)
