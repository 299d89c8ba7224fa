from django.db import migrations, models
from django.db.models import Q

from core.migrating import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("notifications", "0004_events_and_rules"),
    ]

    operations = [
        AddIndexBeside(
            model_name="notice",
            index=models.Index(
                fields=["conversation", "recipient", "-id"],
                name="notifications_notice_talk",
                condition=Q(read_at=None) & ~Q(conversation=""),
            ),
        ),
    ]
