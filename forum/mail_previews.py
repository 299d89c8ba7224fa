"""Made-up data for the mail previews."""

from typing import Any

from django.conf import settings

from accounts.bylines import Byline
from outbox.registry import register_mail_preview


def register() -> None:
    register_mail_preview(
        "forum_replied", lambda: _letter("it is a reply to your thread")
    )
    register_mail_preview("forum_mentioned", lambda: _letter("someone mentioned you"))


def _letter(reason: str) -> dict[str, Any]:
    site = settings.SITE_URL.rstrip("/")
    return {
        "byline": Byline("Sample Person", "sample-person", "/", "SP", 1),
        "context": {
            "title": "A sample thread about nothing",
            "excerpt": "Sample words, written to be looked at in a gallery.",
        },
        "recipient_name": "Sample Reader",
        "button_url": f"{site}/forum/",
        "button_label": "Open it",
        "reason": reason,
        "stop_url": f"{site}/me/settings/mail/",
        "stop_label": "a sample kind of mail",
        "settings_url": f"{site}/me/settings/mail/",
    }
