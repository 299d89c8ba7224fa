from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0015_several_places_behind_one_link"),
    ]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="offered_to",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=64
            ),
        ),
    ]
