"""The answer to "may this person do this?", with the reason when they may not."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Verdict:
    """A yes, or a no that can say why. Truthy only when it is a yes."""

    reason: str = ""

    def __bool__(self) -> bool:
        return not self.reason


ALLOWED = Verdict()


def enforce(verdict: Verdict) -> None:
    """Raise PermissionDenied, carrying the reason, unless the verdict is a yes."""
    if not verdict:
        raise PermissionDenied(verdict.reason)
