"""What the worker may call, by name. Each app above registers its own.

Rows hold names, not code: a row that was written before a release still finds
its function after it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core.verdicts import Verdict

if TYPE_CHECKING:
    from outbox.models import Mail
    from outbox.services.rendering import Rendered

Guard = Callable[["Mail"], Verdict]
Address = Callable[["Mail"], str]
Words = Callable[["Mail"], "Rendered"]
Job = Callable[..., object]
MailPreview = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Batch:
    """A walk over keys in their order, see `outbox.services.batches`.

    `keys(after=, limit=)` reads the next keys, without a lock; `write(keys)` deals
    with some of them inside a transaction and says how many it did something for.
    Both get the job's own arguments as well. `size` is the keys of a transaction,
    `page` those of one turn. Trouble with some keys fails the job, which tries them
    again later; one that `passes_over` logs it and goes on behind them. `finish` is
    called at the end of the walk, at least once.
    """

    keys: Callable[..., Sequence[int]]
    write: Callable[..., int]
    size: int = 500
    page: int = 500
    passes_over: bool = False
    finish: Callable[..., object] | None = None


@dataclass(frozen=True)
class Periodic:
    name: str
    every: timedelta


_guards: dict[str, Guard] = {}
_addresses: dict[str, Address] = {}
_words: dict[str, Words] = {}
_jobs: dict[str, Job] = {}
_batches: dict[str, Batch] = {}
_periodics: dict[str, Periodic] = {}
_mail_previews: dict[str, MailPreview] = {}


def register_guard(
    name: str,
    guard: Guard,
    address: Address | None = None,
    words: Words | None = None,
) -> None:
    """A guard is asked when the mail leaves; its no drops the mail for good.

    With `address` a mail follows whom it is for: after a yes it is asked where that is.
    With `words` it is written only then, and says what is so when it leaves.
    """
    _guards[name] = guard
    if address:
        _addresses[name] = address
    if words:
        _words[name] = words


def guard(name: str) -> Guard:
    return _guards[name]


def address_now(mail: "Mail") -> str:
    """Where a mail goes if it leaves now."""
    address = _addresses.get(mail.guard)
    return address(mail) if address else mail.to


def words_now(mail: "Mail") -> "Rendered | None":
    """What a mail says if it leaves now; None where it is written already."""
    words = _words.get(mail.guard)
    return words(mail) if words else None


def register_job(name: str, job: Job) -> None:
    """A job runs at least once: after a kill it may run again from its start."""
    _jobs[name] = job


def job(name: str) -> Job:
    return _jobs[name]


def register_batch(name: str, batch: Batch, every: timedelta | None = None) -> None:
    """A job that walks; with `every` it begins anew in each period as well."""
    _batches[name] = batch
    if every:
        _periodics[name] = Periodic(name, every)


def batch(name: str) -> Batch | None:
    return _batches.get(name)


def register_periodic(name: str, job: Job, every: timedelta) -> None:
    register_job(name, job)
    _periodics[name] = Periodic(name, every)


def is_known(name: str) -> bool:
    """Whether a job of this name can run, as a whole or in batches."""
    return name in _jobs or name in _batches


def periodics() -> list[Periodic]:
    return list(_periodics.values())


def register_mail_preview(kind: str, preview: MailPreview) -> None:
    """Plainly made-up data for one kind of mail, shown by the gallery."""
    _mail_previews[kind] = preview


def mail_previews() -> dict[str, MailPreview]:
    return dict(sorted(_mail_previews.items()))
