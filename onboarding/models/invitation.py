from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from access import calendar
from access.enums import GrantSource
from access.models.circle import Circle
from accounts.models.user import validate_zone
from core import clock
from core.fields import NameField, ShortTextField
from core.limits import NAME_MAX, REASON_MAX, REFERENCE_MAX
from core.pasted import spellings


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_at(self, now: datetime) -> InvitationQuerySet:
        return self.filter(claimed_at=None, withdrawn_at=None, expires_at__gt=now)

    def of_link(self, invitation: Invitation) -> InvitationQuerySet:
        """The places that came with one link, its own among them."""
        return self.filter(token_hash=invitation.token_hash)

    def to(self, addresses: Iterable[str]) -> InvitationQuerySet:
        """Those sent to one of the addresses, in whatever spelling."""
        return self.filter(email__in={one for a in addresses for one in spellings(a)})


class Invitation(models.Model):
    """An offer of a place in a circle to whoever proves an address.

    The window counts from `anchor_on`, however late it is claimed; without
    `months` the place is for life. Only the hash of the link's token is kept, which
    the places of one mail share. A shop's order has a `reference` and nobody who
    invited. `admitted` is the one newcomer whom the link has let through the gate
    under another address.
    """

    email = models.EmailField()
    name = NameField(max_length=NAME_MAX, blank=True)
    circle = models.ForeignKey(
        Circle, on_delete=models.PROTECT, related_name="invitations"
    )
    anchor_on = models.DateField()
    zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    months = models.PositiveSmallIntegerField(default=12)
    source = models.CharField(
        max_length=12, choices=GrantSource, default=GrantSource.INVITATION
    )
    reason = ShortTextField(max_length=REASON_MAX, blank=True)
    reference = models.CharField(max_length=REFERENCE_MAX, blank=True)
    token_hash = models.CharField(max_length=64, db_index=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="invitations",
        null=True,
        blank=True,
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    admitted = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="onboarding_invitation_expires_after_made",
                condition=Q(expires_at__gt=F("created_at")),
            ),
            models.CheckConstraint(
                name="onboarding_invitation_claim_whole",
                condition=Q(claimed_at=None, claimed_by=None)
                | Q(claimed_at__isnull=False, claimed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["email"], name="onboarding_invitation_email")]

    def __str__(self) -> str:
        return f"{self.email} to {self.circle}"

    @property
    def masked_email(self) -> str:
        """Enough of the address to know one's own by: m···@example.org."""
        name, _, host = self.email.partition("@")
        return f"{name[:1]}···@{host}"

    @property
    def last_day(self) -> date | None:
        """The last usable day of a window, however late it is taken."""
        if not self.months:
            return None
        return calendar.last_usable_day(self.anchor_on, months=self.months)

    def is_open_at(self, now: datetime) -> bool:
        return (
            self.claimed_at is None
            and self.withdrawn_at is None
            and self.expires_at > now
        )
