from __future__ import annotations

from django.conf import settings
from django.db import models

from core import clock


class MailRevert(models.Model):
    """The way back for the owner of an address that an account has left.

    Only the hash of the link's token is kept.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_reverts"
    )
    old_address = models.EmailField()
    new_address = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person}: back to {self.old_address}"
