from __future__ import annotations

from django.db import models
from django.db.models import Q

from core import clock


class Seal(models.Model):
    """A batch of rows of one log, chained to the batch before it.

    It holds every row of that log from after the last seal's `last_id` to its own, and
    covers a digest of each. `version` says which columns a digest was made of. The
    database refuses to change or delete it.
    """

    log = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField()
    last_id = models.BigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["log", "number"], name="accounts_seal_number_unique"
            ),
            models.CheckConstraint(
                name="accounts_seal_first_follows_none",
                condition=Q(number=1, previous="")
                | (Q(number__gt=1) & ~Q(previous="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log} {self.number}"

    @property
    def short(self) -> str:
        """The beginning of the digest, for a person who compares two."""
        return self.digest[:16]


class SealedRow(models.Model):
    """The digest of one row of a log, under its seal.

    The salt keeps whoever reads the digest from trying what the row may have said.
    Where a row was redacted its salt goes and the digest stays, so the chain holds.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="rows")
    row_id = models.BigIntegerField()
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "row_id"], name="accounts_sealedrow_once"
            ),
            models.CheckConstraint(
                name="accounts_sealedrow_redacted_has_no_salt",
                condition=Q(redacted_at=None) | Q(salt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.row_id}"
