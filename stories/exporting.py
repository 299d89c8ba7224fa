"""What stories hand over to a person's export: what they told, as they told it."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from core.export_files import ExportFile, as_json, as_markdown
from stories import phrases
from stories.models import Story
from stories.models.story import PROSE

FACTS = (
    *("from_role", "from_other", "to_role", "to_other", "ending", "arrived_role"),
    *("arrived_other", "months", "sentence", "started_on", "finished_on"),
    *("hours_per_week", "region", "experience", "employer", "kept_job", "hardest"),
    *("again", "interest"),
)
# Only what was told is stored: a band holds no percentage, and nothing holds none.
PAY = ("pay_detail", "pay_direction", "pay_band", "pay_percent")
TIMES = (
    *("created_at", "saved_at", "confirmed_at", "submitted_at", "changes_asked_at"),
    *("published_at", "revised_at", "withdrawn_at", "hidden_at"),
)
HEADINGS = {
    "narrative": "How it went",
    "hardest_words": "The hardest part",
    "surprise": "What surprised me",
    "differently": "What I would do differently",
}


def stories_of(person: User) -> Iterator[ExportFile]:
    own_stories = (
        Story.objects.own(person)
        .order_by("pk")
        .prefetch_related("revisions", "story_skills__tag")
    )
    about = "Your stories with their earlier versions. Pay stands as you told it."
    for story in own_stories:
        yield as_json(f"stories/{story.pk:06}.json", _facts(story), about)
        texts = [
            f"# {HEADINGS[field]}\n\n{getattr(story, field)}"
            for field in PROSE
            if getattr(story, field)
        ]
        head = {
            "sentence": story.title,
            "move": phrases.move_of(story),
            "ended": phrases.ending_of(story),
            "state": story.state.label,
        }
        yield as_markdown(f"stories/{story.pk:06}.md", head, *texts)


def _facts(story: Story) -> dict[str, Any]:
    return {
        "id": story.pk,
        "state": story.state.label,
        "move": phrases.move_of(story),
        "ended": phrases.ending_of(story),
        **{name: getattr(story, name) for name in (*FACTS, *PAY, *PROSE, *TIMES)},
        "changes_asked": story.changes_asked or None,
        "hidden_because": story.hidden_reason or None,
        "skills": [
            {
                "skill": use.name,
                "part": use.part,
                "weeks": use.weeks,
                "difficulty": use.difficulty,
            }
            for use in story.story_skills.all()
        ],
        "earlier_versions": [
            {
                "number": revision.number,
                "until": revision.created_at,
                "content": revision.content,
            }
            for revision in story.revisions.all()
        ],
    }
