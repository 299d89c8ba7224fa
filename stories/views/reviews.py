from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import moderators_only
from stories import phrases
from stories.models import Story
from stories.reading.stories import told


@require_safe
@moderators_only
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A story that waits to be read, as it would be seen."""
    pending = Story.objects.pending().select_related("author")
    story = pending.filter(pk=pk).first()
    if story is None:
        raise Http404("No such story waits to be read.")
    context = {
        "told": told(story, request.access),
        "oddities": phrases.oddities(story),
    }
    return render(request, "stories/reviews/detail.html", context)
