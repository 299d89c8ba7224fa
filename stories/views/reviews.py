from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.decorators import moderators_only
from stories import phrases
from stories.models import Story
from stories.pages.stories import story_page


@require_safe
@moderators_only
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A story that waits to be read, or that was given back, as it would be seen."""
    sent = Story.objects.sent().select_related("author", "changes_asked_by")
    story = sent.filter(pk=pk).first()
    if story is None:
        raise Http404("No such story has been sent to be read.")
    context = {
        "page": story_page(story, request.access),
        "oddities": phrases.oddities(story),
    }
    return render(request, "stories/reviews/detail.html", context)
