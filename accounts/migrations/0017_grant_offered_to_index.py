from django.db import migrations, models

from core.migrating import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0016_grant_offered_to"),
    ]

    operations = [
        AddIndexBeside(
            model_name="grant",
            index=models.Index(
                fields=["offered_to"],
                name="accounts_grant_offered_to",
                condition=~models.Q(offered_to=""),
            ),
        ),
    ]
