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
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=60)),
                ('target_kind', models.CharField(max_length=40)),
                ('target_id', models.BigIntegerField()),
                ('data', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField(default=core.clock.now)),
                ('due_at', models.DateTimeField(default=core.clock.now)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['target_kind', 'target_id'], name='notifications_event_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('at'))), name='notifications_event_due_after_it_happened')],
            },
        ),
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=60)),
                ('wants_mail', models.BooleanField()),
                ('changed_at', models.DateTimeField(default=core.clock.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'verb'), name='notifications_mailchoice_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=60)),
                ('family', models.CharField(max_length=60)),
                ('target_kind', models.CharField(max_length=40)),
                ('target_id', models.BigIntegerField()),
                ('conversation', models.CharField(blank=True, max_length=80)),
                ('context', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('due_at', models.DateTimeField(default=core.clock.now)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['recipient', '-due_at', '-id'], name='notifications_notice_list'), models.Index(condition=models.Q(('read_at', None)), fields=['recipient'], name='notifications_notice_unread'), models.Index(condition=models.Q(('read_at', None), models.Q(('conversation', ''), _negated=True)), fields=['conversation', 'recipient', '-id'], name='notifications_notice_talk')],
                'constraints': [models.UniqueConstraint(fields=('recipient', 'family', 'target_kind', 'target_id'), name='notifications_notice_one_an_event')],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_kind', models.CharField(max_length=40)),
                ('target_id', models.BigIntegerField()),
                ('level', models.CharField(choices=[('follow', 'Tell me'), ('watch', 'Keep it in sight'), ('mute', 'Do not tell me'), ('filter', 'Leave it out of lists, and do not tell me')], max_length=6)),
                ('source', models.CharField(choices=[('own', 'You chose it'), ('wrote', 'You wrote there'), ('site', 'It is so for everybody')], default='own', max_length=5)),
                ('since', models.DateTimeField(default=core.clock.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['target_kind', 'target_id', 'level', 'person'], name='notifications_rule_followers')],
                'constraints': [models.UniqueConstraint(fields=('person', 'target_kind', 'target_id'), name='notifications_rule_once'), models.CheckConstraint(condition=models.Q(('level__in', ['follow', 'watch', 'mute', 'filter'])), name='notifications_rule_level_known'), models.CheckConstraint(condition=models.Q(('source__in', ['own', 'wrote', 'site'])), name='notifications_rule_source_known'), models.CheckConstraint(condition=models.Q(('target_id', models.F('person')), ('target_kind', 'person'), _negated=True), name='notifications_rule_about_others')],
            },
        ),
    ]
