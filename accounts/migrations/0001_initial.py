from pathlib import Path

import accounts.models.user
import core.clock
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from core.append_only import append_only, never_emptied


TEXTS = Path(__file__).resolve().parents[1] / "texts"


def write_first_texts(apps, schema_editor):
    """What people agree to when they join, until the house writes its own."""
    for kind in ("terms", "privacy"):
        apps.get_model("accounts", "Document").objects.create(
            kind=kind, version=1, body=(TEXTS / f"{kind}-1.md").read_text()
        )


def start_counting_names(apps, schema_editor):
    apps.get_model("accounts", "NameCount").objects.create(pk=1)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('handle', models.CharField(error_messages={'unique': 'This handle is taken. Choose another.'}, max_length=30, unique=True, validators=[django.core.validators.MinLengthValidator(3), django.core.validators.RegexValidator('\\A[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]\\Z', 'Use 3 to 30 small letters, digits and hyphens, with a letter or digit at both ends.'), accounts.models.user.validate_handle])),
                ('display_name', models.CharField(max_length=60, validators=[accounts.models.user.validate_display_name])),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('zone', models.CharField(default='UTC', max_length=64, validators=[accounts.models.user.validate_zone])),
                ('theme', models.CharField(choices=[('auto', 'As the system has it'), ('light', 'Light'), ('dark', 'Dark')], default='auto', max_length=5)),
                ('contrast', models.CharField(choices=[('normal', 'As drawn'), ('more', 'More contrast')], default='normal', max_length=6)),
                ('shortcuts', models.BooleanField(default=True)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('approved_at', models.DateTimeField(blank=True, default=core.clock.now, null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('session_epoch', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='accounts_user_email_unique'), models.CheckConstraint(condition=models.Q(('handle', django.db.models.functions.text.Lower('handle'))), name='accounts_user_handle_lower_case'), models.CheckConstraint(condition=models.Q(('display_name', ''), _negated=True), name='accounts_user_name_not_blank'), models.CheckConstraint(condition=models.Q(('theme__in', ['auto', 'light', 'dark'])), name='accounts_user_theme_known'), models.CheckConstraint(condition=models.Q(('contrast__in', ['normal', 'more'])), name='accounts_user_contrast_known'), models.CheckConstraint(condition=models.Q(('left_at', None), ('is_active', False), _connector='OR'), name='accounts_user_former_is_inactive')],
            },
        ),
        migrations.CreateModel(
            name='CodeGuesses',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('used', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='accounts_guesses_age')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('terms', 'Terms'), ('privacy', 'Privacy'), ('rules', 'House rules')], max_length=8)),
                ('version', models.PositiveSmallIntegerField()),
                ('body', models.TextField()),
                ('published_at', models.DateTimeField(default=core.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'version'), name='accounts_document_version_unique'), models.CheckConstraint(condition=models.Q(('kind__in', ['terms', 'privacy', 'rules'])), name='accounts_document_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='MailRevert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_address', models.EmailField(max_length=254)),
                ('new_address', models.EmailField(max_length=254)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_reverts', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='NameCount',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('changes', models.PositiveBigIntegerField(default=1, editable=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='accounts_namecount_only_one')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('log', models.CharField(max_length=60)),
                ('number', models.PositiveIntegerField()),
                ('version', models.PositiveSmallIntegerField()),
                ('last_id', models.BigIntegerField()),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=core.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('log', 'number'), name='accounts_seal_number_unique'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('previous', '')), models.Q(('number__gt', 1), models.Q(('previous', ''), _negated=True)), _connector='OR'), name='accounts_seal_first_follows_none')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=core.clock.now)),
                ('action', models.CharField(max_length=60)),
                ('target_kind', models.CharField(max_length=40)),
                ('target_id', models.BigIntegerField()),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['target_kind', 'target_id'], name='accounts_audit_target')],
            },
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('blocked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'blocked'), name='accounts_block_pair_unique'), models.CheckConstraint(condition=models.Q(('person', models.F('blocked')), _negated=True), name='accounts_block_of_another')],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(default=core.clock.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='accounts.document')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'document'), name='accounts_agreement_once')],
            },
        ),
        migrations.CreateModel(
            name='SealedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_id', models.BigIntegerField()),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('digest', models.CharField(max_length=64)),
                ('redacted_at', models.DateTimeField(blank=True, null=True)),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='accounts.seal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seal', 'row_id'), name='accounts_sealedrow_once'), models.CheckConstraint(condition=models.Q(('redacted_at', None), ('salt', ''), _connector='OR'), name='accounts_sealedrow_redacted_has_no_salt')],
            },
        ),
        migrations.RunPython(start_counting_names, migrations.RunPython.noop),
        migrations.RunPython(write_first_texts, migrations.RunPython.noop),
        append_only("accounts_auditentry"),
        never_emptied("accounts_auditentry"),
        append_only("accounts_seal"),
        never_emptied("accounts_seal"),
    ]
