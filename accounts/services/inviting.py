"""Inviting by mail: the invitation and its letter, or neither."""

from typing import Any

from django.db import transaction

from accounts.models import Invitation, User
from accounts.services.invitations import invite
from accounts.services.letters import send_invitation


def invite_by_mail(*, organiser: User, **invitation_fields: Any) -> Invitation:
    with transaction.atomic():
        invitation, token = invite(organiser=organiser, **invitation_fields)
        send_invitation(invitation, token)
    return invitation
