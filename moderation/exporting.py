"""What moderation hands over to a person's export: what concerns their own words.

Who flagged, what they wrote, and cases that nobody has decided stay out: an export
must not point at anyone, and a case is told of by its message.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from accounts.models import User
from core.export_files import ExportFile, as_json, as_markdown
from moderation.models import Case, Flag, Message


def files_of(person: User) -> Iterator[ExportFile]:
    yield as_json(
        "moderation/cases.json",
        [_case(case) for case in _cases(person)],
        "What moderators decided about things of yours.",
    )
    yield as_json(
        "moderation/flags.json",
        list(
            Flag.objects.filter(reporter=person)
            .order_by("pk")
            .values("reason", "note", "created_at", about=F("case__target_kind"))
        ),
        "What you asked moderators to read, in your words.",
    )
    for message in Message.objects.filter(recipient=person).order_by("pk"):
        facts = {
            "subject": message.subject,
            "sent": f"{message.sent_at:%-d %B %Y, %H:%M} UTC",
        }
        path = f"moderation/messages/{message.pk:06}.md"
        yield as_markdown(path, facts, message.body)


def _cases(person: User) -> Iterator[Case]:
    decided = Case.objects.about(person).filter(closed_at__isnull=False)
    yield from decided.select_related("rule").order_by("pk")


def _case(case: Case) -> dict[str, Any]:
    return {
        "about": case.target_kind,
        "opened_at": case.opened_at,
        "decided_at": case.closed_at,
        "outcome": case.get_outcome_display(),
        "rule": str(case.rule) if case.rule else None,
        "your_words": case.evidence,
    }
