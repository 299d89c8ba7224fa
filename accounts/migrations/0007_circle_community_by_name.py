from django.db import migrations, models

COMMUNITY = "community"


def name_the_community(apps, schema_editor):
    """Where its slug or its kind was changed, the other says which circle it is."""
    circles = apps.get_model("accounts", "Circle").objects
    if by_kind := circles.filter(kind=COMMUNITY).exclude(slug=COMMUNITY).first():
        circles.filter(slug=COMMUNITY).update(slug="community-before")
        circles.filter(pk=by_kind.pk).update(slug=COMMUNITY)
    circles.filter(slug=COMMUNITY).exclude(kind=COMMUNITY).update(kind=COMMUNITY)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_export'),
    ]

    operations = [
        migrations.RunPython(name_the_community, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'community'), ('slug', 'community')), models.Q(models.Q(('kind', 'community'), _negated=True), models.Q(('slug', 'community'), _negated=True)), _connector='OR'), name='accounts_circle_community_by_name', violation_error_message='The community circle, and no other, has this address name.'),
        ),
    ]
