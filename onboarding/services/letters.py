"""The letters of coming in."""

from collections.abc import Sequence

from accounts.models import User
from accounts.services.letters import button
from onboarding.models import Invitation
from outbox.services.mail import Rendered, enqueue_mail, render_mail, send_template

INVITATION = "account/invitation"


def send_invitation(invitation: Invitation, token: str) -> None:
    send_rendered_invitation(invitation.email, render_invitations([invitation], token))


def render_invitations(invitations: Sequence[Invitation], token: str) -> Rendered:
    """The letter of the places that one link opens; all are of one address."""
    context = {"invitation": invitations[0], "invitations": invitations}
    return render_mail(INVITATION, context | button(INVITATION, token))


def send_rendered_invitation(to: str, words: Rendered) -> None:
    enqueue_mail(
        kind=INVITATION,
        to=to,
        subject=words.subject,
        text=words.text,
        html=words.html,
        secret=True,
    )


def send_welcome(person: User) -> None:
    """Tell someone who waited that an organiser has let them in."""
    kind = "account/approved"
    context = {"person": person} | button(kind)
    send_template(kind=kind, to=person.email, context=context)


def send_refusal(person: User, *, reason: str) -> None:
    context = {"person": person, "reason": reason}
    send_template(kind="account/refused", to=person.email, context=context)
