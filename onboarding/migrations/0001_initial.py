import accounts.models.user
import core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.append_only import append_only, never_emptied


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('anchor_on', models.DateField()),
                ('zone', models.CharField(default='UTC', max_length=64, validators=[accounts.models.user.validate_zone])),
                ('months', models.PositiveSmallIntegerField(default=12)),
                ('source', models.CharField(choices=[('cohort', 'Cohort programme'), ('invitation', 'Invitation'), ('organiser', 'Given by an organiser'), ('renewal', 'Renewal'), ('extension', 'Extension'), ('resumption', 'Resumed after a pause'), ('import', 'Import'), ('webhook', 'Shop'), ('sample', 'Sample')], default='invitation', max_length=12)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('token_hash', models.CharField(db_index=True, editable=False, max_length=64)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('expires_at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('admitted', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='access.circle')),
                ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='InvitationClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(max_length=1000)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('is_accepted', models.BooleanField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='onboarding.invitation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitation_claims', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ShopEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.CharField(max_length=100, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('reference', models.CharField(max_length=100)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('digest', models.CharField(max_length=64)),
                ('address', models.CharField(blank=True, db_default='', default='', max_length=64)),
                ('outcome', models.CharField(choices=[('opened', 'The place is open.'), ('invited', 'An invitation is on its way to the address.'), ('renewed', 'The place lasts longer.'), ('already', 'This order has opened or offered the place before.'), ('over', 'The window would be over already. Nothing was opened.'), ('ended', 'The place of this order has ended.'), ('nothing', 'Nothing of this order was open.'), ('older', 'A later event of this order came first. Nothing was changed.')], max_length=12)),
            ],
            options={
                'indexes': [models.Index(fields=['reference', '-occurred_at'], name='onboarding_shopevent_reference')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['opened', 'invited', 'renewed', 'already', 'over', 'ended', 'nothing', 'older'])), name='onboarding_shopevent_outcome_known'), models.CheckConstraint(condition=models.Q(models.Q(('reference', ''), _negated=True), models.Q(('event_id', ''), _negated=True)), name='onboarding_shopevent_has_reference')],
            },
        ),
        migrations.CreateModel(
            name='AccessRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('window', 'Open my window, or extend it'), ('other', 'Something else')], max_length=8)),
                ('text', models.CharField(max_length=2000)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=2000)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_requests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('person',), name='onboarding_request_one_unanswered'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='onboarding_request_answer_whole'), models.CheckConstraint(condition=models.Q(('kind__in', ['window', 'other'])), name='onboarding_request_kind_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='onboarding_request_has_text')],
            },
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['email'], name='onboarding_invitation_email'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='onboarding_invitation_expires_after_made'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_at', None), ('claimed_by', None)), models.Q(('claimed_at__isnull', False), ('claimed_by__isnull', False)), _connector='OR'), name='onboarding_invitation_claim_whole'),
        ),
        migrations.AddConstraint(
            model_name='invitationclaim',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('invitation', 'person'), name='onboarding_claim_one_undecided'),
        ),
        migrations.AddConstraint(
            model_name='invitationclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('is_accepted', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('is_accepted__isnull', False)), _connector='OR'), name='onboarding_claim_decision_whole'),
        ),
        migrations.AddConstraint(
            model_name='invitationclaim',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='onboarding_claim_has_note'),
        ),
        append_only("onboarding_shopevent"),
        never_emptied("onboarding_shopevent", "event_id"),
    ]
