"""What of a person's notices is read."""

from collections.abc import Iterable
from datetime import datetime

from access.access import Access
from accounts.models import User
from core import clock
from notifications.models import Notice


def mark_read(
    *, person: User, notice: Notice, shown_at: datetime | None = None
) -> None:
    """Read one, and with it those that stand with it as one on the page.

    `shown_at` is when that page was made; what came to them since stays unread.
    """
    now = clock.now()
    group = Notice.objects.unread().of_one_conversation(notice)
    shown = group.filter(recipient=person).shown_by(shown_at or now)
    shown.update(read_at=now)


def mark_all_read(*, person: User, shown_at: datetime) -> int:
    """Only what could be seen when the page was made, at `shown_at`.

    A notice of a closed room waits for its opening.
    """
    seen = Notice.objects.visible_to(Access.of(person)).unread().shown_by(shown_at)
    ids = list(seen.values_list("pk", flat=True))
    return Notice.objects.unread().filter(pk__in=ids).update(read_at=clock.now())


def mark_seen(*, person: User, target_kind: str, target_ids: Iterable[int]) -> int:
    """The person has these things before their eyes; content calls this."""
    notices = Notice.objects.unread().filter(recipient=person, target_kind=target_kind)
    return notices.filter(target_id__in=list(target_ids)).update(read_at=clock.now())
