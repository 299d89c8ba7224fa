"""A message, read again by whom it was written to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.decorators import signed_in
from moderation import notices
from moderation.models import Message
from moderation.services.subjects import place_of
from notifications.services.read_state import mark_seen


@signed_in
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    messages = Message.objects.visible_to(request.access).select_related("case")
    message = get_object_or_404(messages, pk=pk)
    mark_seen(person=request.user, target_kind=notices.TARGET, target_ids=[message.pk])
    case, place = message.case, ""
    if case is not None:
        place = place_of(request.user, case.target_kind, case.target_id)
    context = {"message": message, "place": place}
    return render(request, "moderation/messages/detail.html", context)
