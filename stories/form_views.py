"""The one form of a story, shown and answered by the new page and the edit page."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from access.access import Access
from access.enums import CircleKind
from access.models import Grant
from core import throttling
from core.errors import Changed
from core.limits import STORY_SAVING
from core.refusals import Refusal, submit
from core.verdicts import Verdict
from stories import lines, phrases
from stories.enums import FormAction, Interest, PayDetail
from stories.forms import StoryForm, initial_of
from stories.models import Skill, Story
from stories.services.editing import edit_story, save_draft
from stories.services.publishing import publish_story
from writing.errors import SentBefore
from writing.stash import pop

TOO_FAST = "You have saved {} times in ten minutes. Everything you wrote is still here."
DRAFTED = (
    "This form has been sent once before, and what you wrote then is a story of yours. "
    "Nothing has been overwritten."
)
AWAY = "You have taken this story back. Bring it back, and it is out again."
RESTORED = "What you wrote before you signed in is back. Nothing has been sent yet."


def form_for(request: HttpRequest, story: Story | None = None) -> StoryForm:
    """A form to start with: empty, stored, or what was typed before signing in."""
    stashed = pop(request, request.path)
    initial = initial_of(story) if story else _likely(request.access)
    if stashed is None:
        return StoryForm(initial=initial, vocabulary=_vocabulary())
    messages.info(request, RESTORED)
    return StoryForm(stashed, initial=initial, vocabulary=_vocabulary())


def _likely(access: Access) -> dict[str, Any]:
    """Answers that are chosen beforehand: no pay, and the interest that we know of."""
    cohorts = Grant.objects.filter(
        person=access.person_id, circle__kind=CircleKind.COHORT
    )
    if access.is_mentor:
        interest = Interest.MENTOR
    else:
        interest = Interest.GRADUATE if cohorts.exists() else Interest.NONE
    return {"pay_detail": PayDetail.NOTHING, "interest": interest}


def answer_form(
    request: HttpRequest, *, story: Story | None, verdict: Verdict
) -> HttpResponse:
    """Save what was sent and go where its button leads; a refusal keeps the text."""
    action = request.POST.get("action", FormAction.PUBLISH)
    is_out = story is not None and (story.is_published or story.is_pending)
    form = StoryForm(
        request.POST,
        vocabulary=_vocabulary(),
        complete=is_out or action == FormAction.PUBLISH,
    )
    if not verdict:
        refusal = Refusal(PermissionDenied(verdict.reason))
        return refusal.stamp(show_form(request, form, story, refusal=refusal))
    if not form.is_valid():
        return show_form(request, form, story, status=422)

    def both(change: Changed) -> HttpResponse:
        if isinstance(change, SentBefore):
            stored_story = Story.objects.get(pk=change.made.pk)
            return _show_both(request, form, stored_story, Changed(DRAFTED))
        return _show_both(request, form, story, change)

    return submit(
        partial(_save, request, form, story),
        done=lambda saved: _onward(request, saved, action),
        again=lambda refusal: show_form(request, form, story, refusal=refusal),
        both=both,
    )


def show_form(
    request: HttpRequest,
    form: StoryForm,
    story: Story | None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    page = "stories/own/edit.html" if story else "stories/stories/new.html"
    context |= {"form": form, "story": story}
    if story is not None:
        stored_story = phrases.brief_line_data(story, 0)
        context["line"] = lines.small_line(stored_story, lines.SIDE)
        context["move"] = phrases.move_of(story)
    return render(request, page, context, status=status)


def _vocabulary() -> list[Skill]:
    return list(Skill.objects.vetted().by_list())


def _count(request: HttpRequest) -> None:
    throttling.hit(
        "story-saving",
        request.access.person_id,
        rate=STORY_SAVING,
        sentence=TOO_FAST.format(STORY_SAVING[0]),
    )


def _save(request: HttpRequest, form: StoryForm, story: Story | None) -> Story:
    _count(request)
    if story is None:
        saved = save_draft(
            author=request.user,
            answers=form.answers,
            token=form.cleaned_data["token"],
        )
        if saved.version > 1:
            # The form of long ago: what it told then says something else by now.
            raise SentBefore(saved, theirs=saved.sentence)
        return saved
    return edit_story(
        author=request.user,
        story=story,
        answers=form.answers,
        version=form.cleaned_data["version"],
    )


def _onward(request: HttpRequest, story: Story, action: str) -> HttpResponse:
    if story.is_published:
        messages.success(request, "Your changes are in the story.")
        return redirect(
            "stories:own_preview" if story.is_withdrawn else story, story.pk
        )
    if action == FormAction.DRAFT:
        messages.success(request, "Kept. Only you can see it.")
        return redirect("stories:own_edit", story.pk)
    if action == FormAction.PREVIEW or phrases.oddities(story):
        return redirect("stories:own_preview", story.pk)
    return publish_and_go(request, story)


def publish_and_go(request: HttpRequest, story: Story) -> HttpResponse:
    """Publish, then lead to the story, or to where one sees it wait."""
    story = publish_story(author=request.user, story=story)
    if story.is_withdrawn:
        messages.info(request, AWAY)
        return redirect("stories:own_preview", story.pk)
    if story.is_published:
        messages.success(request, "Your story is out, and so is its thread.")
        return redirect(story)
    messages.success(
        request,
        "Sent. A person reads it before it appears; until then only you can see it.",
    )
    return redirect("stories:own_preview", story.pk)


def _show_both(
    request: HttpRequest, form: StoryForm, story: Story | None, error: Changed
) -> HttpResponse:
    """409: what is stored now, answer by answer, beside what was sent."""
    if story is None:
        raise error
    story = Story.objects.get(pk=story.pk)
    stored = StoryForm(initial=initial_of(story), vocabulary=_vocabulary())
    differing = [
        {"label": field.label, "theirs": _said(stored[field.name])}
        for field in form
        if not field.is_hidden and _said(field) != _said(stored[field.name])
    ]
    sent = request.POST.copy()
    sent["version"] = str(story.version)
    form.data = sent
    return show_form(request, form, story, changed=error, differing=differing)


def _said(field: Any) -> str:
    """A field's value as the person reads it."""
    value = field.value()
    choices = dict(getattr(field.field, "choices", ()))
    if isinstance(value, bool):
        return "yes" if value else ""
    if value in (None, ""):
        return ""
    return str(choices.get(value, value)).replace("\r\n", "\n").strip()
