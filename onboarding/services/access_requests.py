"""Asking the organisers about one's access, and their answers."""

from django.db import transaction

from access.access import Access
from access.policies import can_run_place
from accounts.models import User
from accounts.services.audit import record
from accounts.services.people import lock_person
from core import clock
from core.errors import Changed
from core.verdicts import enforce
from onboarding.errors import AskedAlready
from onboarding.models import AccessRequest, InvitationClaim
from onboarding.services.answer_mail import send_answer


def waiting() -> int:
    """How many questions and claims wait for the organisers."""
    claims = InvitationClaim.objects.undecided().count()
    return AccessRequest.objects.unanswered().count() + claims


def ask(*, person: User, kind: str, text: str) -> AccessRequest:
    """Put a request before the organisers. The same one sent twice is one.

    Raises AskedAlready while another waits for its answer.
    """
    with transaction.atomic():
        person = lock_person(person)
        waiting = AccessRequest.objects.unanswered().filter(person=person).first()
        if waiting is None:
            return AccessRequest.objects.create(person=person, kind=kind, text=text)
    if (waiting.kind, waiting.text) == (kind, text):
        return waiting
    raise AskedAlready(
        "What you asked before waits for its answer. One at a time, so that nothing "
        "is answered twice."
    )


def answer(*, organiser: User, request: AccessRequest, answer: str) -> AccessRequest:
    """Answer once, by mail and on the person's access page.

    Raises Changed where somebody else has answered meanwhile.
    """
    with transaction.atomic():
        request = (
            AccessRequest.objects.select_for_update(of=("self",), no_key=True)
            .select_related("person")
            .get(pk=request.pk)
        )
        enforce(can_run_place(Access.of(organiser)))
        if request.answered_at is not None:
            raise Changed(
                "Somebody has answered this meanwhile. Nothing of yours was sent.",
                theirs=request.answer,
                yours=answer,
            )
        request.answered_at = clock.now()
        request.answered_by = organiser
        request.answer = answer
        request.save(update_fields=["answered_at", "answered_by", "answer"])
        record(actor=organiser, action="request_answered", target=request)
        send_answer(request)
    return request
