import accounts.models.user
import core.clock
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def make_community(apps, schema_editor):
    """Every window is a place in this circle."""
    apps.get_model("access", "Circle").objects.create(
        slug="community",
        name="Community",
        kind="community",
        zone="Europe/Amsterdam",
        description="Everyone whose window is open.",
    )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Circle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('community', 'Community'), ('cohort', 'Cohort'), ('recordings', 'Recordings'), ('other', 'Other')], max_length=12)),
                ('zone', models.CharField(default='UTC', max_length=64, validators=[accounts.models.user.validate_zone])),
                ('description', models.CharField(blank=True, max_length=300)),
                ('grace_days', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(90)])),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'community'), ('slug', 'community')), models.Q(models.Q(('kind', 'community'), _negated=True), models.Q(('slug', 'community'), _negated=True)), _connector='OR'), name='access_circle_community_by_name', violation_error_message='The community circle, and no other, has this address name.'), models.CheckConstraint(condition=models.Q(('kind__in', ['community', 'cohort', 'recordings', 'other'])), name='access_circle_kind_known'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='access_circle_name_not_blank'), models.UniqueConstraint(condition=models.Q(('kind', 'community')), fields=('kind',), name='access_circle_one_community')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('source', models.CharField(choices=[('cohort', 'Cohort programme'), ('invitation', 'Invitation'), ('organiser', 'Given by an organiser'), ('renewal', 'Renewal'), ('extension', 'Extension'), ('resumption', 'Resumed after a pause'), ('import', 'Import'), ('webhook', 'Shop'), ('sample', 'Sample')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('offered_to', models.CharField(blank=True, db_default='', default='', editable=False, max_length=64)),
                ('anchor_on', models.DateField(blank=True, null=True)),
                ('zone', models.CharField(default='UTC', max_length=64, validators=[accounts.models.user.validate_zone])),
                ('months', models.PositiveIntegerField(default=0)),
                ('extra_days', models.PositiveIntegerField(default=0)),
                ('grace_days', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('revoke_reason', models.CharField(blank=True, max_length=1000)),
                ('paused_days', models.PositiveIntegerField(blank=True, null=True)),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='access.circle')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
                ('resumes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resumed_by', to='access.grant')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PendingMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('days', models.PositiveIntegerField(blank=True, null=True)),
                ('before', models.CharField(max_length=40)),
                ('after', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.grant')),
            ],
        ),
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope_kind', models.CharField(blank=True, default='', max_length=30)),
                ('scope_id', models.PositiveBigIntegerField(blank=True, null=True)),
                ('starts_at', models.DateTimeField(default=core.clock.now)),
                ('ends_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=1000)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('circle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.circle')),
                ('imposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('moderator', 'Moderator'), ('organiser', 'Organiser'), ('mentor', 'Mentor')], max_length=10)),
                ('scope_kind', models.CharField(blank=True, default='', max_length=30)),
                ('scope_id', models.PositiveBigIntegerField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('circle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='access.circle')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='WindowNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ends_at', models.DateTimeField()),
                ('milestone', models.SmallIntegerField()),
                ('notified_at', models.DateTimeField(blank=True, null=True)),
                ('put_away_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='window_notices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ClosingNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closes_on', models.DateField()),
                ('notified_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'closes_on'), name='access_closingnotice_once')],
            },
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['person', 'circle', 'starts_at'], name='access_grant_person'),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(condition=models.Q(('offered_to', ''), _negated=True), fields=['offered_to'], name='access_grant_offered_to'),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(condition=models.Q(('revoked_at', None)), fields=['circle', 'ends_at'], name='access_grant_ending'),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(condition=models.Q(('reference', ''), _negated=True), fields=['reference'], name='access_grant_reference'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='access_grant_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['cohort', 'invitation', 'organiser', 'renewal', 'extension', 'resumption', 'import', 'webhook', 'sample'])), name='access_grant_source_known'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('months', 0), models.Q(('anchor_on__isnull', False), ('ends_at__isnull', False)), _connector='OR'), name='access_grant_window_has_anchor'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('paused_days', None), ('revoked_at__isnull', False), _connector='OR'), name='access_grant_pause_is_revoked'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='access_restriction_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scope_id', None), ('scope_kind', '')), models.Q(models.Q(('scope_kind', ''), _negated=True), ('scope_id__isnull', False)), _connector='OR'), name='access_restriction_scope_whole'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(('circle', None), ('scope_kind', ''), _connector='OR'), name='access_restriction_one_scope'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(('scope_kind', 'circle'), _negated=True), name='access_restriction_circle_by_itself'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='access_restriction_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['moderator', 'organiser', 'mentor'])), name='access_role_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.UniqueConstraint(condition=models.Q(('circle__isnull', False), ('ended_at', None)), fields=('person', 'kind', 'circle'), name='access_role_circle_once'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.UniqueConstraint(condition=models.Q(('circle', None), ('ended_at', None), ('scope_kind', '')), fields=('person', 'kind'), name='access_role_site_once'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), models.Q(('scope_kind', ''), _negated=True)), fields=('person', 'kind', 'scope_kind', 'scope_id'), name='access_role_scope_once'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scope_id', None), ('scope_kind', '')), models.Q(models.Q(('scope_kind', ''), _negated=True), ('scope_id__isnull', False)), _connector='OR'), name='access_role_scope_whole'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(('circle', None), ('scope_kind', ''), _connector='OR'), name='access_role_one_scope'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(('scope_kind', 'circle'), _negated=True), name='access_role_circle_by_itself'),
        ),
        migrations.AddIndex(
            model_name='windownotice',
            index=models.Index(fields=['ends_at'], name='access_windownotice_end'),
        ),
        migrations.AddConstraint(
            model_name='windownotice',
            constraint=models.UniqueConstraint(fields=('person', 'ends_at', 'milestone'), name='access_windownotice_once'),
        ),
        migrations.AddConstraint(
            model_name='windownotice',
            constraint=models.CheckConstraint(condition=models.Q(('milestone__gte', -1)), name='access_windownotice_milestone_known'),
        ),
        migrations.RunPython(make_community, migrations.RunPython.noop),
    ]
