"""Every row that names a person is handed to them in an export, or it says why not."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import registry
from accounts.models import User
from tests.factories import access as people

EXPORTED = {
    *("forum.Thread.author", "forum.Post.author", "stories.Story.author"),
    *("moderation.Case.author", "moderation.Flag.reporter"),
    "moderation.Message.recipient",
    *("notifications.MailChoice.person", "notifications.Notice.recipient"),
    "notifications.Rule.person",
    *("access.Grant.person", "access.Role.person", "access.Restriction.person"),
    *("accounts.Agreement.person", "onboarding.AccessRequest.person"),
    *("onboarding.Invitation.claimed_by", "onboarding.InvitationClaim.person"),
    "accounts.Block.person",
    *("account.EmailAddress.user", "socialaccount.SocialAccount.user"),
    *("mfa.Authenticator.user", "usersessions.UserSession.user"),
}
AT_A_DESK = "An act in the name of the site. The row is about somebody else."
COPY = "A copy of what stands in the export already."
OURS = "How the site remembers that it did its work: no words, nothing told."
NOT_EXPORTED = {
    "forum.Thread.pinned_by": AT_A_DESK,
    "forum.Thread.locked_by": AT_A_DESK,
    "forum.Thread.away_by": AT_A_DESK,
    "forum.Thread.hidden_by": AT_A_DESK,
    "forum.Thread.last_author": COPY,
    "forum.Post.hidden_by": AT_A_DESK,
    "forum.Mention.person": "The words that name somebody are their author's.",
    "stories.Story.changes_asked_by": AT_A_DESK,
    "stories.Story.hidden_by": AT_A_DESK,
    "stories.StoryRevision.editor": "It goes along with its story, to the author.",
    "tags.Tag.suggested_by": "It stands in the skills of the story it is from.",
    "recordings.Recording.presenter": "A film belongs to those who keep it for life.",
    "recordings.Recording.uploaded_by": AT_A_DESK,
    "moderation.Case.closed_by": AT_A_DESK,
    "moderation.LogEntry.moderator": AT_A_DESK,
    "moderation.LogEntry.person": "What it led to is in their cases and letters.",
    "notifications.Event.actor": OURS,
    "notifications.Notice.actor": "The notice is its recipient's.",
    "access.Grant.granted_by": AT_A_DESK,
    "access.Grant.revoked_by": AT_A_DESK,
    "access.Role.given_by": AT_A_DESK,
    "access.Role.ended_by": AT_A_DESK,
    "access.Restriction.imposed_by": AT_A_DESK,
    "access.Restriction.lifted_by": AT_A_DESK,
    "onboarding.AccessRequest.answered_by": AT_A_DESK,
    "onboarding.Invitation.invited_by": AT_A_DESK,
    "onboarding.Invitation.admitted": "A gate was open. The invitation is another's.",
    "onboarding.InvitationClaim.decided_by": AT_A_DESK,
    "accounts.AuditEntry.actor": AT_A_DESK,
    "accounts.Block.blocked": "Who is blocked is not told of it, here neither.",
    "access.WindowNotice.person": OURS,
    "access.ClosingNotice.person": OURS,
    "accounts.MailRevert.person": "A way back into the account: it stays secret.",
    "privacy.Export.person": OURS,
    "writing.Submission.person": OURS,
}


def fields_that_name_a_person():
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is User
    }


def test_every_row_that_names_a_person_is_exported_or_says_why_not():
    """A new one: hand it over in its room's exporting.py, or say here why not."""
    named = set(fields_that_name_a_person())

    assert sorted(EXPORTED | set(NOT_EXPORTED)) == sorted(named)
    assert EXPORTED.isdisjoint(NOT_EXPORTED)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(EXPORTED))
def test_what_is_exported_is_asked_for_when_an_export_is_built(name):
    person = people.member()
    field = fields_that_name_a_person()[name]

    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _file in registry.export_files(person):
            pass

    table, column = field.model._meta.db_table, field.column
    wanted = f'"{table}"."{column}" = {person.pk}'
    assert [query for query in asked if wanted in query["sql"]] != []
