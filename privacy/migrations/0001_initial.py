import core.clock
import core.private
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
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('ready_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('file', models.FileField(blank=True, editable=False, max_length=120, storage=core.private.PrivateStorage(), upload_to='')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-asked_at'], name='privacy_export_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('failed_at', None), ('ready_at', None)), fields=('person',), name='privacy_export_one_under_way'), models.CheckConstraint(condition=models.Q(models.Q(('expires_at', None), ('ready_at', None)), models.Q(('expires_at__isnull', False), ('failed_at', None), ('ready_at__isnull', False)), _connector='OR'), name='privacy_export_ready_whole')],
            },
        ),
    ]
