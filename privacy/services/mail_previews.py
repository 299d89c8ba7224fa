"""Plainly made-up data for the message of an export."""

from typing import Any

from core import clock
from core.limits import EXPORT_LIFE
from outbox.registry import register_mail_preview
from privacy.models import Export
from privacy.services.account_mail import READY, export_button


def register() -> None:
    register_mail_preview(READY, _export_ready)


def _export_ready() -> dict[str, Any]:
    export = Export(expires_at=clock.now() + EXPORT_LIFE)
    return {"export": export} | export_button()
