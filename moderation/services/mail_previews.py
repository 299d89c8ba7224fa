"""Made-up data for the mail previews."""

from typing import Any

from django.conf import settings

from moderation.models import Message
from outbox.registry import register_mail_preview

BODY = """Hello Sample Person,

Your post of 1 March 2030 (Post 2 in “A sample thread”) is hidden: others no \
longer see it. It is not deleted. The reason is rule 4, No selling.

“Speak of what you use. Do not sell it here, and leave out links that pay you.”

This is where a moderator's own words to Sample Person stand.

This is about: “Sample words, written to be looked at in a gallery.”

Sample Moderator, moderator"""


def register() -> None:
    register_mail_preview("moderation_message", message)


def message() -> dict[str, Any]:
    site = settings.SITE_URL.rstrip("/")
    return {
        "target": Message(subject="Your post is hidden", body=BODY),
        "recipient_name": "Sample Person",
        "button_url": f"{site}/me/letters/1/",
        "button_label": "Open it",
        "reason": "it is about something you wrote here",
        "stop_url": "",
    }
