"""The messages of coming in."""

from collections.abc import Sequence

from accounts.models import User
from accounts.services.account_mail import button_to
from onboarding.models import Invitation
from outbox.services.mail import Rendered, enqueue_mail, render_mail, send_template

INVITATION, WELCOME, REFUSAL = (
    "account/invitation",
    "account/approved",
    "account/refused",
)


def invitation_button(token: str) -> dict[str, str]:
    return button_to("See the invitation", "onboarding:invitation_detail", token)


def welcome_button() -> dict[str, str]:
    return button_to("Look around", "accounts:profile_own")


def send_invitation(invitation: Invitation, token: str) -> None:
    send_rendered_invitation(invitation.email, render_invitations([invitation], token))


def render_invitations(invitations: Sequence[Invitation], token: str) -> Rendered:
    """The message of the places that one link opens; all are of one address."""
    context = {"invitation": invitations[0], "invitations": invitations}
    return render_mail(INVITATION, context | invitation_button(token))


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
    context = {"person": person} | welcome_button()
    send_template(kind=WELCOME, to=person.email, context=context)


def send_refusal(person: User, *, reason: str) -> None:
    context = {"person": person, "reason": reason}
    send_template(kind=REFUSAL, to=person.email, context=context)
