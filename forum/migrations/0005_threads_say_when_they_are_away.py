import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def say_who_took_them_away(apps, schema_editor):
    threads = apps.get_model("forum", "Thread").objects.filter(
        hidden_at__isnull=False,
        hidden_reason="Its story is not on the shelf at the moment.",
    )
    threads.update(away_at=F("hidden_at"), away_by=F("hidden_by"))


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0004_corrections_have_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="away_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="away_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("away_at", None), ("away_by", None)),
                    models.Q(
                        ("away_at__isnull", False),
                        ("away_by__isnull", False),
                        ("hidden_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="forum_thread_away_is_hidden",
            ),
        ),
        migrations.RunPython(say_who_took_them_away, migrations.RunPython.noop),
    ]
