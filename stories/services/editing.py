"""Everything that an author writes into a story."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db import transaction

from access.access import Access
from accounts.models import User
from accounts.services.names import names_changed
from core.errors import Changed
from core.verdicts import enforce
from core.vocabularies import Role
from forum.services.versions import ChangedLists
from moderation.services.flags import changed_since_read
from richtext import rendering
from richtext.parts import RichText
from stories import policies
from stories.enums import Ending, PayDetail
from stories.models import PROSE, Story, StoryRevision
from stories.phrases import derived_months, oddities
from stories.services.questions import (
    follow_answers,
    render_opening,
    words_of_opening,
)
from stories.services.skills import set_skills
from writing.services.submissions import once

PAY = ("pay_detail", "pay_direction", "pay_band", "pay_percent")
PUBLIC = (
    "from_role",
    "from_other",
    "to_role",
    "to_other",
    "ending",
    "arrived_role",
    "arrived_other",
    "months",
    "sentence",
    "started_on",
    "finished_on",
    "hours_per_week",
    "region",
    "experience",
    "employer",
    "kept_job",
    "hardest",
    "again",
    "interest",
    *PROSE,
)
ANSWERS = frozenset({*PUBLIC, *PAY, "skills"})


def save_draft(*, author: User, answers: Mapping[str, Any], token: str = "") -> Story:
    """Keep a new story that nobody else can see. Any answer may be missing.

    `answers` are fields of a story by name, and `skills`, a list of SkillTold.
    """
    _refuse_unknown(answers)
    rendered = _render(author, answers)
    with transaction.atomic():
        access = Access.of(author)
        enforce(policies.can_tell_story(access))

        def make() -> Story:
            story = Story(author=author, created_at=access.now, saved_at=access.now)
            _write(story, answers, rendered)
            story.save()
            set_skills(story, answers.get("skills", ()), by=author)
            return story

        return once(
            person=author, token=token, content=dict(answers), make=make, kind=Story
        )


def edit_story(
    *,
    author: User,
    story: Story,
    answers: Mapping[str, Any],
    version: int | None = None,
) -> Story:
    """Write an author's changes; what is not among `answers` stays as it is.

    `version` is the one that the author had before their eyes; if another has
    come since, nothing is overwritten. Once published, a change that a reader
    can see keeps what was said before and is dated; a change of pay is neither.
    """
    _refuse_unknown(answers)
    rendered = _render(author, answers)
    has_thread = story.thread_id is not None
    opening = render_opening(_with_answers(story, answers)) if has_thread else None
    with transaction.atomic():
        story = Story.objects.select_for_update(no_key=True).get(pk=story.pk)
        access = Access.of(author)
        enforce(policies.can_edit_story(access, story))
        if version is not None and version != story.version:
            raise Changed(
                "This story was changed after you opened it. "
                "Nothing has been overwritten."
            )
        before, pay_before = _public_facts(story), _facts(story, PAY)
        asked_before, words_before = oddities(story), words_of_opening(story)
        _write(story, answers, rendered)
        if "skills" in answers:
            set_skills(story, answers["skills"], by=author)
        is_revised = _public_facts(story) != before
        if not is_revised and _facts(story, PAY) == pay_before:
            return story
        if oddities(story) != asked_before:
            story.confirmed_at = None
        if is_revised and story.is_published:
            _keep_revision(story, author, before, access)
        story.version += 1
        story.saved_at = access.now
        story.save()
        if is_revised and story.is_published:
            lists = ChangedLists()
            follow_answers(
                story,
                before=before["sentence"],
                words_before=words_before,
                opening=opening,
                lists=lists,
            )
            names_changed()
            if policies.needs_review(access):
                changed_since_read(story)
            lists.touch()
    return story


def confirm_story(*, author: User, story: Story) -> Story:
    """Say that odd values are meant: from then on they count in the figures."""
    with transaction.atomic():
        story = Story.objects.select_for_update(no_key=True).get(pk=story.pk)
        access = Access.of(author)
        enforce(policies.can_edit_story(access, story))
        story.confirmed_at = access.now
        story.save(update_fields=["confirmed_at"])
    return story


def discard_draft(*, author: User, story: Story) -> None:
    """Throw a story away that has never been out."""
    with transaction.atomic():
        story = Story.objects.select_for_update(no_key=True).get(pk=story.pk)
        enforce(policies.can_discard_story(Access.of(author), story))
        story.delete()


def _with_answers(story: Story, answers: Mapping[str, Any]) -> Story:
    """The story as it would be with these answers; nothing is written."""
    changed = copy(story)
    _write(changed, answers, {})
    return changed


def _refuse_unknown(answers: Mapping[str, Any]) -> None:
    unknown = set(answers) - ANSWERS
    if unknown:
        raise TypeError(f"A story has no {', '.join(sorted(unknown))}.")


def _render(author: User, answers: Mapping[str, Any]) -> dict[str, rendering.Rendered]:
    """The HTML of every text that is told. Slow, so before any transaction."""
    return {
        field: rendering.render(answers[field], person_id=author.pk)
        for field in PROSE
        if answers.get(field)
    }


def _write(
    story: Story,
    answers: Mapping[str, Any],
    rendered: Mapping[str, rendering.Rendered],
) -> None:
    for field, value in answers.items():
        if field == "skills":
            continue
        setattr(story, field, value)
    for field, html in PROSE.items():
        if field in rendered:
            setattr(story, html, rendered[field].html)
        elif not getattr(story, field):
            setattr(story, html, RichText())
    if rendered:
        # Texts that were not sent now keep the HTML, and so the version, they had.
        kept = any(getattr(story, field) for field in PROSE if field not in rendered)
        versions = [one.version for one in rendered.values()]
        story.html_version = min([*versions, story.html_version] if kept else versions)
    _agree(story)


def _agree(story: Story) -> None:
    """Drop what another answer has made void, and let dates make the months."""
    if story.ending != Ending.CHOSE_OTHER:
        story.arrived_role = ""
    for role, text in (
        ("from_role", "from_other"),
        ("to_role", "to_other"),
        ("arrived_role", "arrived_other"),
    ):
        if getattr(story, role) != Role.OTHER:
            setattr(story, text, "")
    if story.pay_detail != PayDetail.DIRECTION:
        story.pay_direction = ""
    if story.pay_detail != PayDetail.BAND:
        story.pay_band = ""
    if story.pay_detail != PayDetail.PERCENT:
        story.pay_percent = None
    story.months = derived_months(story.started_on, story.finished_on) or story.months


def _facts(story: Story, fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: getattr(story, field) for field in fields}


def _public_facts(story: Story) -> dict[str, Any]:
    """All that a reader can see, ready to be kept: nothing about pay."""
    facts = _facts(story, PUBLIC)
    for field in ("started_on", "finished_on"):
        facts[field] = facts[field].isoformat() if facts[field] else None
    if story.pk:
        rows = story.story_skills.order_by("tag__name").values_list(
            "tag__name", "part", "weeks", "difficulty"
        )
        facts["skills"] = [list(row) for row in rows]
    return facts


def _keep_revision(
    story: Story, editor: User, before: dict[str, Any], access: Access
) -> None:
    story.revision_count += 1
    story.revised_at = access.now
    StoryRevision.objects.create(
        story=story,
        number=story.revision_count,
        editor=editor,
        content=before,
        created_at=access.now,
    )
