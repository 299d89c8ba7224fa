"""Plainly made-up data for the letter of an export."""

from typing import Any

from accounts.services.letters import button
from core import clock
from core.limits import EXPORT_LIFE
from privacy.models import Export


def _export_ready() -> dict[str, Any]:
    kind = "account/export_ready"
    export = Export(expires_at=clock.now() + EXPORT_LIFE)
    return {"export": export} | button(kind)
