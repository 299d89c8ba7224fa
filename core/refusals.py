"""One ladder for every form: what is answered where an act is refused.

PermissionDenied, a policy's no: 403, the form again with the sentence.
TooFast, a limit: 429 with Retry-After, the form again with the sentence.
Refused, another known failure: its own status, else 409, the form again likewise.
Changed, somebody was quicker: 409, both versions, the form goes on from the stored one.

A view calls `submit` and catches none of these by itself. What has no form of its own,
such as a button, lets them pass: `core.middleware` and the handler of 403 answer with
the same statuses, and give the words back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from core.errors import Changed, Refused, TooFast

if TYPE_CHECKING:
    from django.forms import BaseForm

Made = TypeVar("Made")
LADDER = (PermissionDenied, TooFast, Refused)


@dataclass(frozen=True)
class Refusal:
    """Why an act was not done: a sentence for the page, and what HTTP says of it."""

    error: Exception

    @property
    def sentence(self) -> str:
        return (
            self.error.message if isinstance(self.error, TooFast) else str(self.error)
        )

    @property
    def status(self) -> int:
        if isinstance(self.error, PermissionDenied):
            return HTTPStatus.FORBIDDEN
        if isinstance(self.error, TooFast):
            return HTTPStatus.TOO_MANY_REQUESTS
        return getattr(self.error, "status", HTTPStatus.CONFLICT)

    def tell(self, form: BaseForm) -> None:
        """Say it at the head of the form, where its own errors stand."""
        form.add_error(None, self.sentence)

    def stamp(self, response: HttpResponse) -> HttpResponse:
        """Give the page of the refusal its status, and the moment to come back."""
        response.status_code = self.status
        if isinstance(self.error, TooFast):
            response["Retry-After"] = self.error.wait
        return response


def refusal_of(action: Callable[[], object]) -> Refusal | None:
    """Carry out an act that has nothing to answer with; say why it was not done."""
    try:
        action()
    except LADDER as error:
        return Refusal(error)
    return None


def submit(
    action: Callable[[], Made],
    *,
    done: Callable[[Made], HttpResponse],
    again: Callable[[Refusal], HttpResponse],
    both: Callable[[Changed], HttpResponse] | None = None,
) -> HttpResponse:
    """Carry out what a valid form asks for, and answer as the ladder says.

    `done` gets what the act made. `again` shows the form with what was typed and the
    sentence. `both` shows what is stored now beside what was sent; without it the
    site's own page of a change does. Neither has to know a status.
    """
    try:
        made = action()
    except Changed as change:
        if both is None:
            raise
        return Refusal(change).stamp(both(change))
    except LADDER as error:
        refusal = Refusal(error)
        return refusal.stamp(again(refusal))
    return done(made)
