"""What a page notes by the way, where the database may take nothing."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import structlog
from django.db import InternalError, OperationalError, connection, transaction

log = structlog.get_logger()

NO_ROOM = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    *(errno.EROFS, errno.EACCES, errno.EPERM),
}


def cannot_save(error: BaseException) -> bool:
    """Whether a database or a disk took nothing: read-only, full, away or too busy."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, OperationalError | InternalError)


@contextmanager
def best_effort(event: str, *, savepoint: bool = True) -> Iterator[None]:
    """Write what a page can be shown without: where it fails, the log says so.

    A database that is full or read-only can still be read. A transaction around it
    goes on after the failure; without one, `savepoint` costs nothing.
    """
    is_inside = savepoint and connection.in_atomic_block
    try:
        with transaction.atomic() if is_inside else nullcontext():
            yield
    except (OperationalError, InternalError):
        log.warning(event, exc_info=True)
