"""One's own stories: open for good, whatever became of the window."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.decorators import signed_in
from core.verdicts import enforce
from stories import phrases, policies
from stories.form_views import answer_form, form_for, publish_and_go, show_form
from stories.models import Story
from stories.pages.cards import cards
from stories.pages.stories import story_page
from stories.services.editing import confirm_story, discard_draft
from stories.services.visibility import bring_back_story, withdraw_story

BACK = "Your story is where it was, and so is its thread."
BACK_HIDDEN = "Moderators can read your story again. It stays hidden to everyone else."


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    own = Story.objects.own(request.user).for_lists().order_by("-saved_at", "-pk")
    context = {
        "cards": cards(own, with_bylines=False),
        "may_tell": policies.can_tell_story(request.access),
    }
    return render(request, "stories/own/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    story = _own(request, pk)
    verdict = policies.can_edit_story(request.access, story)
    if request.method == "POST":
        return answer_form(request, story=story, verdict=verdict)
    enforce(verdict)
    return show_form(request, form_for(request, story), story)


@require_safe
@signed_in
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The story as its readers see it, or will, with what it still waits for."""
    story = _own(request, pk)
    access = request.access
    context = {
        "page": story_page(story, access),
        "oddities": phrases.oddities(story),
        "missing": [policies.QUESTIONS[field] for field in story.missing],
        "needs_review": policies.needs_review(access),
        "may_edit": policies.can_edit_story(access, story),
        "may_publish": policies.can_publish_story(access, story),
        "may_withdraw": policies.can_withdraw_story(access, story),
        "may_bring_back": policies.can_bring_back_story(access, story),
        "may_discard": policies.can_discard_story(access, story),
    }
    return render(request, "stories/own/preview.html", context)


@require_POST
@signed_in
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    story = _own(request, pk)
    if request.POST.get("confirm") and phrases.oddities(story):
        story = confirm_story(author=request.user, story=story)
    return publish_and_go(request, story)


@require_POST
@signed_in
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Odd values of a story that is out are meant; they count from now on."""
    story = confirm_story(author=request.user, story=_own(request, pk))
    messages.success(request, "Noted: the values are meant.")
    return redirect("stories:own_preview", story.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    story = _own(request, pk)
    if request.method == "POST":
        withdraw_story(author=request.user, story=story)
        messages.success(
            request, "Taken back. It is off every page; you can bring it back any day."
        )
        return redirect("stories:own_index")
    enforce(policies.can_withdraw_story(request.access, story))
    return render(request, "stories/own/withdraw.html", {"story": story})


@require_POST
@signed_in
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    story = bring_back_story(author=request.user, story=_own(request, pk))
    messages.success(request, BACK_HIDDEN if story.is_hidden else BACK)
    return redirect(story)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    story = _own(request, pk)
    if request.method == "POST":
        discard_draft(author=request.user, story=story)
        messages.success(request, "Thrown away. Nobody but you had seen it.")
        return redirect("stories:own_index")
    enforce(policies.can_discard_story(request.access, story))
    return render(request, "stories/own/discard.html", {"story": story})


def _own(request: HttpRequest, pk: int) -> Story:
    own = Story.objects.own(request.user).select_related("author")
    story = own.filter(pk=pk).first()
    if story is None:
        raise Http404("There is no such story of yours.")
    return story
