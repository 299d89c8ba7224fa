import core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64)),
                ('made_label', models.CharField(blank=True, max_length=80)),
                ('made_pk', models.PositiveBigIntegerField(blank=True, null=True)),
                ('digest', models.CharField(blank=True, db_default='', max_length=64)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='writing_submission_age')],
                'constraints': [models.UniqueConstraint(fields=('person', 'token'), name='writing_submission_once'), models.CheckConstraint(condition=models.Q(('token', ''), _negated=True), name='writing_submission_has_token')],
            },
        ),
    ]
