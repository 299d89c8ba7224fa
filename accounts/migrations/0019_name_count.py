from django.db import migrations, models


def make(apps, schema_editor):
    apps.get_model("accounts", "NameCount").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_seals")]

    operations = [
        migrations.CreateModel(
            name="NameCount",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "changes",
                    models.PositiveBigIntegerField(default=1, editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)),
                        name="accounts_namecount_only_one",
                    )
                ],
            },
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
