"""What of a person's notices is read."""

from collections.abc import Iterable

from accounts.access import Access
from accounts.models import User
from core import clock
from notifications.models import Notice


def mark_read(*, person: User, notice: Notice) -> None:
    """Read one, and with it those that stand with it as one on the page."""
    group = Notice.objects.unread().of_one_conversation(notice)
    now = clock.now()
    group.filter(recipient=person, due_at__lte=now).update(read_at=now)


def mark_all_read(*, person: User) -> int:
    """Only what could be seen: a notice of a closed room waits for its opening."""
    seen = Notice.objects.visible_to(Access.of(person)).unread()
    ids = list(seen.values_list("pk", flat=True))
    return Notice.objects.unread().filter(pk__in=ids).update(read_at=clock.now())


def mark_seen(*, person: User, target_kind: str, target_ids: Iterable[int]) -> int:
    """The person has these things before their eyes; content calls this."""
    notices = Notice.objects.unread().filter(recipient=person, target_kind=target_kind)
    return notices.filter(target_id__in=list(target_ids)).update(read_at=clock.now())
