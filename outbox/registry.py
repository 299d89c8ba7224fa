"""What the worker may call, by name. Each app above registers its own.

Rows hold names, not code: a row that was written before a release still finds
its function after it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core.verdicts import Verdict

if TYPE_CHECKING:
    from outbox.models import Mail

Guard = Callable[["Mail"], Verdict]
Address = Callable[["Mail"], str]
Job = Callable[..., object]
MailPreview = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Periodic:
    name: str
    every: timedelta


_guards: dict[str, Guard] = {}
_addresses: dict[str, Address] = {}
_jobs: dict[str, Job] = {}
_periodics: dict[str, Periodic] = {}
_mail_previews: dict[str, MailPreview] = {}


def register_guard(name: str, guard: Guard, address: Address | None = None) -> None:
    """A guard is asked when the mail leaves; its no drops the mail for good.

    With `address` a mail follows whom it is for: after a yes it is asked where that is.
    """
    _guards[name] = guard
    if address:
        _addresses[name] = address


def guard(name: str) -> Guard:
    return _guards[name]


def address_now(mail: "Mail") -> str:
    """Where a mail goes if it leaves now."""
    address = _addresses.get(mail.guard)
    return address(mail) if address else mail.to


def register_job(name: str, job: Job) -> None:
    """A job runs at least once: after a kill it may run again from its start."""
    _jobs[name] = job


def job(name: str) -> Job:
    return _jobs[name]


def register_periodic(name: str, job: Job, every: timedelta) -> None:
    register_job(name, job)
    _periodics[name] = Periodic(name, every)


def periodics() -> list[Periodic]:
    return list(_periodics.values())


def register_mail_preview(kind: str, preview: MailPreview) -> None:
    """Plainly made-up data for one kind of mail, shown by the gallery."""
    _mail_previews[kind] = preview


def mail_previews() -> dict[str, MailPreview]:
    return dict(sorted(_mail_previews.items()))
