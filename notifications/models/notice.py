from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from core import clock
from notifications import registry
from notifications.models.rule import Rule

if TYPE_CHECKING:
    from datetime import datetime

    from access.access import Access


def blocked_by(access: Access) -> frozenset[int]:
    """Keys of the people of whom the reader wants to hear nothing."""
    return access.blocked


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, access: Access) -> NoticeQuerySet:
        """The reader's own notices about what the reader may see at this moment.

        A notice of a room that closed is hidden, not deleted: it comes back when
        the room opens again. So is one that the reader has silenced since.
        """
        if not access.is_signed_in:
            return self.none()
        open_to_reader = Q(pk=None)
        for target in registry.targets():
            seen = target.visible_to(access).filter(pk=OuterRef("target_id"))
            open_to_reader |= Q(Exists(seen.order_by()), target_kind=target.key)
        shown = self.filter(
            open_to_reader, recipient=access.person_id, due_at__lte=access.now
        )
        if blocked := blocked_by(access):
            shown = shown.exclude(actor__in=blocked)
        of_this = (OuterRef("actor_id"), OuterRef("conversation"))
        silencing = Rule.objects.silencing(access.person_id, *of_this)
        return shown.exclude(Exists(silencing))

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def shown_by(self, moment: datetime) -> NoticeQuerySet:
        """Those that a page made at that moment could show.

        One that says something else since is due later than it was.
        """
        return self.filter(created_at__lte=moment, due_at__lte=moment)

    def older_than(self, pk: int) -> NoticeQuerySet:
        """Those that `newest_first` puts after the notice with this key."""
        last = Notice.objects.filter(pk=pk)
        return self.filter(
            Q(due_at__lt=Subquery(last.values("due_at")))
            | Q(due_at=Subquery(last.values("due_at")), pk__lt=pk)
        )

    def of_one_conversation(self, notice: Notice) -> NoticeQuerySet:
        """This notice, and those like it about the same conversation."""
        if not notice.conversation:
            return self.filter(pk=notice.pk)
        return self.filter(
            recipient=notice.recipient_id,
            verb=notice.verb,
            conversation=notice.conversation,
        )

    def newest_first(self) -> NoticeQuerySet:
        return self.order_by("-due_at", "-pk")


class Notice(models.Model):
    """One person is told of one event, for the strongest of its reasons."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    verb = models.CharField(max_length=60)
    family = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    conversation = models.CharField(max_length=80, blank=True)
    context = models.JSONField(default=dict, blank=True)

    created_at = models.DateTimeField(default=clock.now, editable=False)
    due_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "family", "target_kind", "target_id"],
                name="notifications_notice_one_an_event",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-due_at", "-id"], name="notifications_notice_list"
            ),
            models.Index(
                fields=["recipient"],
                name="notifications_notice_unread",
                condition=Q(read_at=None),
            ),
            models.Index(
                fields=["conversation", "recipient", "-id"],
                name="notifications_notice_talk",
                condition=Q(read_at=None) & ~Q(conversation=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} for {self.recipient_id}"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None

    @property
    def stamp(self) -> str:
        """Changes whenever the notice says something else."""
        return f"{self.verb} {self.due_at.isoformat()}"
