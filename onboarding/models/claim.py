from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.fields import ShortTextField
from core.limits import REASON_MAX
from onboarding.models.invitation import Invitation


class InvitationClaimQuerySet(models.QuerySet["InvitationClaim"]):
    def undecided(self) -> InvitationClaimQuerySet:
        return self.filter(decided_at=None)


class InvitationClaim(models.Model):
    """Someone with the link says that the invitation is theirs, under another address.

    An organiser decides. A yes opens the place for this person; no address and no
    account changes by it.
    """

    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, related_name="claims"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="invitation_claims",
    )
    note = ShortTextField(max_length=REASON_MAX)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    is_accepted = models.BooleanField(null=True, blank=True)
    answer = ShortTextField(max_length=REASON_MAX, blank=True)

    objects = InvitationClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "person"],
                condition=Q(decided_at=None),
                name="onboarding_claim_one_undecided",
            ),
            models.CheckConstraint(
                name="onboarding_claim_decision_whole",
                condition=Q(decided_at=None, decided_by=None, is_accepted=None)
                | Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    is_accepted__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="onboarding_claim_has_note", condition=~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.invitation}"
