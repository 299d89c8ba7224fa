"""Counting the changes of what stands for people on pages."""

from django.db.models import F

from accounts.models import NameCount
from accounts.models.name_count import ONLY


def names_changed() -> None:
    """End what is cached of pages that print names; call it where a name changes.

    Inside the transaction of the change, so that nobody meets the old name under the
    new number. The row stays locked until that transaction ends: it is taken after
    people, stories, threads and posts, and before categories.
    """
    row = NameCount.objects.filter(pk=ONLY)
    if not row.update(changes=F("changes") + 1):
        NameCount.objects.get_or_create(pk=ONLY)
        row.update(changes=F("changes") + 1)
