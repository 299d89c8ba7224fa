import core.clock
import datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=100)),
                ('to', models.CharField(max_length=254)),
                ('subject', models.CharField(max_length=400)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('headers', models.JSONField(blank=True, default=dict)),
                ('message_id', models.CharField(editable=False, max_length=200, unique=True)),
                ('is_secret', models.BooleanField(default=False)),
                ('is_fast', models.BooleanField(default=False)),
                ('guard', models.CharField(blank=True, max_length=100)),
                ('guard_args', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('due_at', models.DateTimeField(default=core.clock.now)),
                ('give_up_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('lease', models.UUIDField(blank=True, editable=False, null=True)),
                ('leased_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('drop_reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(models.F('is_fast'), models.F('due_at'), condition=models.Q(('dropped_at', None), ('failed_at', None), ('sent_at', None)), name='outbox_mail_queue')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('failed_at', None), ('sent_at', None)), models.Q(('dropped_at', None), ('sent_at', None)), models.Q(('dropped_at', None), ('failed_at', None)), _connector='OR'), name='outbox_mail_ends_once'), models.CheckConstraint(condition=models.Q(('is_secret', False), models.Q(('sent_at__isnull', False), ('failed_at__isnull', False), ('dropped_at__isnull', False), _connector='OR', _negated=True), models.Q(('html', ''), ('subject', ''), ('text', '')), _connector='OR'), name='outbox_mail_secret_is_wiped'), models.CheckConstraint(condition=models.Q(models.Q(('to', ''), _negated=True), models.Q(('to__contains', '\n'), _negated=True), models.Q(('to__contains', '\r'), _negated=True), models.Q(('to__contains', ','), _negated=True)), name='outbox_mail_one_line_to')],
            },
        ),
        migrations.CreateModel(
            name='PeriodicRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('period_at', models.DateTimeField()),
                ('every', models.DurationField(default=datetime.timedelta)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'period_at', 'every'), name='outbox_periodicrun_once_a_period')],
            },
        ),
    ]
