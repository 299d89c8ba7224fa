"""Inviting by mail: the invitation and its letter, or neither."""

from typing import Any

from django.db import transaction

from accounts import registry
from accounts.models import User
from onboarding.models import Invitation
from onboarding.services.invitations import invite
from onboarding.services.letters import send_invitation


def invite_by_mail(
    *, organiser: User, token: str = "", **invitation_fields: Any
) -> Invitation:
    """A form that is sent twice under one `token` is one invitation and one letter."""

    def make() -> Invitation:
        invitation, link_token = invite(organiser=organiser, **invitation_fields)
        send_invitation(invitation, link_token)
        return invitation

    with transaction.atomic():
        once = registry.writing().once
        made: Invitation = once(
            person=organiser,
            token=token,
            said=invitation_fields,
            make=make,
            kind=Invitation,
        )
    return made
