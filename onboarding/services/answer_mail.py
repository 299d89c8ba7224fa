"""Answers of organisers, by mail; and mail previews of them."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from access.enums import CircleKind
from access.models import Circle
from accounts.models import User
from onboarding.enums import RequestKind
from onboarding.models import AccessRequest, Invitation, InvitationClaim
from outbox.registry import register_mail_preview
from outbox.services.mail import send_template

ANSWERED = "answers/answered"
ACCEPTED, REFUSED = "answers/claim_accepted", "answers/claim_refused"


def send_answer(request: AccessRequest) -> None:
    _send(ANSWERED, request.person, {"request": request})


def send_decision(claim: InvitationClaim) -> None:
    kind = ACCEPTED if claim.is_accepted else REFUSED
    _send(kind, claim.person, {"claim": claim})


def register() -> None:
    register_mail_preview(ANSWERED, _answer)
    for kind in (ACCEPTED, REFUSED):
        register_mail_preview(kind, _decision)


def _send(kind: str, person: User, context: dict[str, Any]) -> None:
    """Nobody is told whose account is closed."""
    if person.is_active:
        send_template(kind=kind, to=person.email, context=context | _button())


def _button() -> dict[str, str]:
    url = settings.SITE_URL.rstrip("/") + reverse("access:access_detail")
    return {"button_label": "See your access", "button_url": url}


def _answer() -> dict[str, Any]:
    request = AccessRequest(
        kind=RequestKind.WINDOW,
        text="A sample question: may I have one more month?",
        answer="A sample answer: yes, it is added.",
    )
    return {"request": request} | _button()


def _decision() -> dict[str, Any]:
    circle = Circle(slug="sample", name="Sample circle", kind=CircleKind.OTHER)
    invitation = Invitation(email="sample@example.org", circle=circle, months=12)
    claim = InvitationClaim(invitation=invitation, answer="A sample sentence.")
    return {"claim": claim} | _button()
