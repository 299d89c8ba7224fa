from __future__ import annotations

from django.db import models

from core import clock


class CodeGuesses(models.Model):
    """How many tries one mailed code has had, whichever requests they came by.

    `key` is a digest that names the code and tells nothing of it.
    """

    key = models.CharField(max_length=64, unique=True)
    used = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="accounts_guesses_age")]

    def __str__(self) -> str:
        return f"{self.used} tries"
