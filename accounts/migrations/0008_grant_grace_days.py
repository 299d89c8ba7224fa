from django.db import migrations, models


def take_those_of_the_circle(apps, schema_editor):
    """Every place that stands keeps the days that its people count on."""
    grants = apps.get_model("accounts", "Grant").objects
    for circle in apps.get_model("accounts", "Circle").objects.exclude(grace_days=0):
        grants.filter(circle=circle).update(grace_days=circle.grace_days)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_circle_community_by_name'),
    ]

    operations = [
        migrations.AddField(
            model_name='grant',
            name='grace_days',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(take_those_of_the_circle, migrations.RunPython.noop),
    ]
