from django.db import migrations, models

from core.migrating import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("notifications", "0002_conversation"),
    ]

    operations = [
        AddIndexBeside(
            model_name="notice",
            index=models.Index(
                fields=["target_kind", "target_id"], name="notifications_notice_target"
            ),
        ),
    ]
