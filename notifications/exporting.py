"""What notices hand over to a person's export: that they were told, and how.

A notice quotes what others did: neither their names nor their words go along.
"""

from collections.abc import Iterator

from accounts.models import User
from core.export_files import ExportFile, as_json, in_parts
from notifications.models import MailChoice, Notice, Rule


def notices_of(person: User) -> Iterator[ExportFile]:
    yield as_json(
        "notices/mail.json",
        list(
            MailChoice.objects.filter(person=person)
            .order_by("verb")
            .values("verb", "wants_mail", "changed_at")
        ),
        "What you said about mail. All else is as it was set for everyone.",
    )
    yield as_json(
        "notices/rules.json",
        list(
            Rule.objects.filter(person=person)
            .order_by("pk")
            .values("target_kind", "target_id", "level", "source", "since")
        ),
        "What you said about how much you want to hear, thing by thing.",
    )
    rows = (
        Notice.objects.filter(recipient=person)
        .order_by("pk")
        .values("verb", "target_kind", "target_id", "created_at", "due_at", "read_at")
    )
    yield from in_parts(
        "notices/notices.json", rows.iterator(), "What you were told of, and when."
    )
