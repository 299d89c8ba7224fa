import core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.append_only import append_only, never_emptied


RULES = (
    (
        "Speak to the person, not at them",
        "Disagree with what is said, with reasons. Do not mock, threaten or belittle "
        "whoever says it, and do not count what somebody is against them.",
    ),
    (
        "Say what you did yourself",
        "Keep what you have done, what you have read and what you guess apart. Made-up "
        "figures and invented moves spoil every choice that is built on them.",
    ),
    (
        "Leave out what is not yours to tell",
        "No secrets of an employer, no names of colleagues, no private messages, and "
        "nothing that leads to a person who writes here under another name.",
    ),
    (
        "No selling",
        "Speak of a course, a tool or a book that you used. Do not sell one here, and "
        "leave out links that pay you when somebody follows them.",
    ),
    (
        "Stay with the question",
        "An answer helps whoever asked. Another question, however good, gets a thread "
        "of its own in the category where people look for it.",
    ),
    (
        "One person, one voice",
        "Do not write under several names to agree with yourself, and do not gather "
        "marks, flags or replies by arrangement.",
    ),
    (
        "Write it yourself, credit the rest",
        "Name the source of every text, table or code that is not yours. What a machine "
        "wrote, you have checked line by line, and you say that a machine wrote it.",
    ),
    (
        "Nothing unlawful, nothing that breaks systems",
        "No stolen credentials, no live exploits against systems of others, no calls "
        "to harm anybody.",
    ),
)


def write(apps, schema_editor):
    rule = apps.get_model("moderation", "Rule")
    for number, (title, text) in enumerate(RULES, start=1):
        rule.objects.create(number=number, title=title, text=text)
    # The same words are the version that people agree to when they join.
    body = "\n\n".join(
        f"## {number}. {title}\n\n{text}"
        for number, (title, text) in enumerate(RULES, start=1)
    )
    apps.get_model("accounts", "Document").objects.create(
        kind="rules", version=1, body=body
    )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_kind', models.CharField(max_length=40)),
                ('target_id', models.BigIntegerField()),
                ('title', models.CharField(blank=True, max_length=140)),
                ('evidence', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('opened_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('returned_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('changed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('hidden', 'Hidden'), ('kept', 'It stays'), ('restored', 'Visible again'), ('released', 'Released'), ('refused', 'Refused'), ('gone', 'Taken away by its author'), ('waiting', 'Waits to be read again')], max_length=8)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('sent_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='moderation.case')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=80)),
                ('text', models.CharField(max_length=500)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('number',), name='moderation_rule_number_in_force_once'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='moderation_rule_not_blank')],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='rule',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.rule'),
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=20)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='moderation.case')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'reporter'), name='moderation_flag_one_a_person')],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=core.clock.now)),
                ('action', models.CharField(max_length=40)),
                ('role', models.CharField(default='moderator', max_length=20)),
                ('target_kind', models.CharField(max_length=40)),
                ('target_id', models.BigIntegerField()),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='log', to='moderation.case')),
                ('moderator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.rule')),
            ],
            options={
                'indexes': [models.Index(fields=['target_kind', 'target_id'], name='moderation_logentry_target'), models.Index(fields=['person'], name='moderation_logentry_person')],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['opened_at'], name='moderation_case_queue'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['target_kind', 'target_id'], name='moderation_case_target'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('target_kind', 'target_id'), name='moderation_case_open_once'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('outcome', '')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('outcome__in', ['hidden', 'kept', 'restored', 'released', 'refused', 'gone', 'waiting'])), _connector='OR'), name='moderation_case_closed_whole'),
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
        append_only("moderation_logentry"),
        never_emptied("moderation_logentry"),
    ]
