import core.clock
import core.private
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('slug', models.SlugField(max_length=45, unique=True)),
                ('circle', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='collection', to='access.circle')),
            ],
        ),
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=140, validators=[django.core.validators.MinLengthValidator(5)])),
                ('kind', models.CharField(choices=[('demo', 'Architecture demo'), ('demo_day', 'Demo Day'), ('reunion', 'Reunion')], max_length=8)),
                ('recorded_on', models.DateField()),
                ('file', models.FileField(editable=False, max_length=120, storage=core.private.PrivateStorage(), unique=True, upload_to='')),
                ('size', models.PositiveBigIntegerField(editable=False)),
                ('content_type', models.CharField(choices=[('video/mp4', 'MP4'), ('video/webm', 'WebM')], editable=False, max_length=10)),
                ('captions', models.FileField(blank=True, editable=False, max_length=120, storage=core.private.PrivateStorage(), upload_to='')),
                ('transcript', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(300000)])),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('circle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recordings', to='access.circle')),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recordings', to='recordings.collection')),
                ('presenter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='presented_recordings', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='recordings_collection_name_not_blank'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(fields=['collection', '-recorded_on'], name='recordings_recording_listing'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('published_at', None), models.Q(('transcript', ''), _negated=True), _connector='OR'), name='recordings_recording_published_with_transcript', violation_error_message='A recording needs its transcript before it is published.'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['demo', 'demo_day', 'reunion'])), name='recordings_recording_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('content_type__in', ['video/mp4', 'video/webm'])), name='recordings_recording_content_type_known'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='recordings_recording_has_bytes'),
        ),
    ]
