"""A machine with so much to do that no text finds a worker, or that it takes long."""

from contextlib import contextmanager

import pytest

from richtext import limits
from richtext import pool as pools


@contextmanager
def no_worker():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pools, "_pool", pools.Pool())
        patch.setattr(limits, "WORKERS_MAX", 0)
        patch.setattr(limits, "WAIT", 0)
        patch.setattr(limits, "WAIT_LATER", 0)
        yield


@contextmanager
def all_the_time():
    """Whatever the machine has to do: only the processor's time decides."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("WAIT", "WAIT_LATER", "LOST", "START"):
            patch.setattr(limits, name, 3600.0)
        yield
