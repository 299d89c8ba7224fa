from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import signed_in
from core.errors import Gone
from core.verdicts import enforce
from core.zones import day_of
from forum.pages.thread_pages import mark_pieces_seen
from moderation.models import Flag
from moderation.policies import can_flag
from stories import policies
from stories.enums import State
from stories.form_views import answer_form, form_for, show_form
from stories.models import Story
from stories.pages import browsing
from stories.pages.cards import cards
from stories.pages.stories import near, questions_of, story_page


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The timetable: every published story, on one scale of months."""
    asked = browsing.Filter.read(request.GET)
    visible = Story.objects.visible_to(request.access)
    count, facets = browsing.facets(visible, asked)
    shelf = browsing.page_of(asked.narrow(visible).for_lists(), request.GET)
    context = {
        "asked": asked,
        "count": count,
        "facets": facets,
        "shelf": shelf,
        "cards": cards(shelf.stories),
        "may_tell": policies.can_tell_story(request.access),
    }
    return render(request, "stories/stories/index.html", context)


@require_safe
def detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    story = _find(request, pk)
    if story.state != State.PUBLISHED:
        own = story.author_id == request.access.person_id
        if own or not story.is_hidden:
            name = "stories:own_preview" if own else "stories:review_detail"
            return redirect(name, story.pk)
    if slug != story.slug:
        return redirect(story, permanent=True)
    questions = questions_of(story, request.access)
    if questions is not None:
        mark_pieces_seen(request, questions)
    context = {
        "page": story_page(story, request.access),
        "questions": questions,
        "near": near(story, request.access),
        "may_edit": policies.can_edit_story(request.access, story),
        "may_flag": can_flag(request.access, story.author_id),
    }
    return render(request, "stories/stories/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Tell a story: keep it as a draft, look at it, or publish it at once."""
    verdict = policies.can_tell_story(request.access)
    if request.method == "POST":
        return answer_form(request, story=None, verdict=verdict)
    enforce(verdict)
    return show_form(request, form_for(request), None)


def _find(request: HttpRequest, pk: int) -> Story:
    openable = Story.objects.openable_by(request.access).select_related("author")
    flags = Flag.objects.standing_of(request.access).on("story", OuterRef("pk"))
    story = openable.annotate(is_flagged=Exists(flags)).filter(pk=pk).first()
    if story is not None:
        return story
    gone = Story.objects.filter(pk=pk, published_at__isnull=False).first()
    if gone is None:
        raise Http404("There is no such story.")
    raise Gone(_why_gone(gone), room="stories")


def _why_gone(story: Story) -> str:
    if story.hidden_at:
        return f"A moderator hid this story on {day_of(story.hidden_at)}."
    day = f" on {day_of(story.withdrawn_at)}" if story.withdrawn_at else ""
    return f"The person who told this story took it back{day}."
