"""The last two ways by which a row of a log could have gone or been another."""

from django.db import migrations

from core.append_only import never_emptied


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0005_what_changes_after_reading"),
        ("accounts", "0010_invitation_admitted"),
    ]

    operations = [
        never_emptied("moderation_logentry"),
        never_emptied("accounts_auditentry"),
        never_emptied("accounts_hookevent", "event_id"),
    ]
