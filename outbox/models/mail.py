from datetime import datetime
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from core import clock

WIPED = Q(subject="", text="", html="")
ENDED = (
    Q(sent_at__isnull=False) | Q(failed_at__isnull=False) | Q(dropped_at__isnull=False)
)


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> "MailQuerySet":
        return self.filter(sent_at=None, failed_at=None, dropped_at=None)

    def due(self, now: datetime) -> "MailQuerySet":
        """To be sent now, and in no worker's hands."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.waiting().filter(free, due_at__lte=now)

    def by_urgency(self) -> "MailQuerySet":
        return self.order_by("-is_fast", "due_at", "pk")


class Mail(models.Model):
    """One message to one address: waiting, or ended as sent, dropped or failed.

    A worker holds a mail by `lease` until `leased_until`; one that was killed
    lets go by time alone. `message_id` never changes, so that a mail which left
    twice is known for one by whoever receives it. A secret mail loses its words
    when it ends, which the database holds as well.
    """

    kind = models.CharField(max_length=100)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=200, unique=True, editable=False)

    is_secret = models.BooleanField(default=False)
    is_fast = models.BooleanField(default=False)
    guard = models.CharField(max_length=100, blank=True)
    guard_args = models.JSONField(default=dict, blank=True)

    created_at = models.DateTimeField(default=clock.now, editable=False)
    due_at = models.DateTimeField(default=clock.now)
    give_up_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    lease: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(
        null=True, blank=True, editable=False
    )
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)

    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.CharField(max_length=200, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outbox_mail_ends_once",
                condition=Q(sent_at=None, failed_at=None)
                | Q(sent_at=None, dropped_at=None)
                | Q(failed_at=None, dropped_at=None),
            ),
            models.CheckConstraint(
                name="outbox_mail_secret_is_wiped",
                condition=Q(is_secret=False) | ~ENDED | WIPED,
            ),
            models.CheckConstraint(
                name="outbox_mail_one_line_to",
                condition=~Q(to="")
                & ~Q(to__contains="\n")
                & ~Q(to__contains="\r")
                & ~Q(to__contains=","),
            ),
        ]
        indexes = [
            models.Index(
                "is_fast",
                "due_at",
                name="outbox_mail_queue",
                condition=Q(sent_at=None, failed_at=None, dropped_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"

    @property
    def state(self) -> str:
        if self.sent_at:
            return "sent"
        if self.failed_at:
            return "failed"
        return "dropped" if self.dropped_at else "waiting"


def new_message_id(domain: str) -> str:
    return f"<{uuid4().hex}@{domain}>"
