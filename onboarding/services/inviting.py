"""Inviting by mail: the invitation and its message, or neither."""

from typing import Any

from django.db import transaction

from accounts import registry
from accounts.models import User
from onboarding.models import Invitation
from onboarding.services.account_mail import send_invitation
from onboarding.services.invitations import invite


def invite_by_mail(
    *, organiser: User, token: str = "", **invitation_fields: Any
) -> Invitation:
    """A form that is sent twice under one `token` is one invitation and one message."""

    def make() -> Invitation:
        invitation, link_token = invite(organiser=organiser, **invitation_fields)
        send_invitation(invitation, link_token)
        return invitation

    with transaction.atomic():
        once = registry.writing().once
        made: Invitation = once(
            person=organiser,
            token=token,
            content=invitation_fields,
            make=make,
            kind=Invitation,
        )
    return made
