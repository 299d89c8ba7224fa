"""Who hears of a decision: the author by message, whoever flagged by an answer."""

from datetime import timedelta

from moderation.models import Message
from notifications import registry
from notifications.services import notify

# Always sent: it is about what a person wrote or may do.
MESSAGE = "moderation.message"
# News that can be switched off: what became of a flag.
ANSWER = "moderation.answer"
RELEASED = "moderation.released"


def register() -> None:
    registry.register_target("message", Message, visible_to=Message.objects.visible_to)
    registry.register_verb(
        MESSAGE,
        template="moderation/notices/_message.html",
        mail_kind="moderation_message",
        label="Letters of the moderators",
        reason="it is about something you wrote here",
        hold=timedelta(0),
        is_optional=False,
    )
    registry.register_verb(
        ANSWER,
        template="moderation/notices/_message.html",
        mail_kind="moderation_message",
        label="What became of something I flagged",
        reason="you flagged something",
    )
    registry.register_verb(
        RELEASED,
        template="moderation/notices/_message.html",
        mail_kind="moderation_message",
        label="Something of mine that waited is out",
        reason="something of yours waited to be read",
    )


def announce_message(message: Message, *, verb: str = MESSAGE, place: str = "") -> None:
    """`place` is the path at which the thing that it is about can be read now."""
    context = {"place": place} if place else {}
    notify(recipients=[message.recipient], verb=verb, target=message, context=context)
