"""A pause kept the days of its whole span in the row that ended last.

Now each row keeps its own. The others of a pause were revoked in the same act, a
moment before: same person, circle, organiser and reason.
"""

from datetime import timedelta

from django.db import migrations
from django.db.models import F

from accounts.calendar import days_left

ONE_ACT = timedelta(seconds=30)


def give_each_row_its_days(apps, schema_editor):
    Grant = apps.get_model("accounts", "Grant")
    waiting = Grant.objects.filter(paused_days__isnull=False, resumed_by=None)
    for last in waiting.order_by("pk"):
        paused_at = last.revoked_at
        others = Grant.objects.filter(
            person=last.person_id,
            circle=last.circle_id,
            paused_days=None,
            revoked_by=last.revoked_by_id,
            revoke_reason=last.revoke_reason,
            revoked_at__gt=paused_at - ONE_ACT,
            revoked_at__lte=paused_at,
            ends_at__gt=F("revoked_at"),
            ends_at__lte=last.ends_at,
        )
        for row in [*others, last]:
            is_ahead = row.starts_at > paused_at
            since = max(row.starts_at, paused_at)
            row.paused_days = days_left(since, row.ends_at, row.zone) + is_ahead
            row.revoked_at = paused_at
            row.save(update_fields=["paused_days", "revoked_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", '0011_pending_letters'),
    ]

    operations = [
        migrations.RunPython(give_each_row_its_days, migrations.RunPython.noop),
    ]
