"""A letter, read again by whom it was written to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.decorators import signed_in
from moderation.models import Letter
from notifications.services.reading import mark_seen


@signed_in
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.visible_to(request.access), pk=pk)
    mark_seen(person=request.user, target_kind="letter", target_ids=[letter.pk])
    return render(request, "moderation/letters/detail.html", {"letter": letter})
