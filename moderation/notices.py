"""Who hears of a decision: the author by message, whoever flagged by an answer."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from access.access import Access
from moderation.models import Message
from notifications import registry
from notifications.registry import Target
from notifications.services import announce

# Always sent: it is about what a person wrote or may do.
MESSAGE = "moderation.message"
# What a notice of one points to.
TARGET = "message"
# News that can be switched off: what became of a flag.
ANSWER = "moderation.answer"
RELEASED = "moderation.released"


def register() -> None:
    registry.register_target(
        Target(TARGET, Message, Message.objects.visible_to, _readers)
    )
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


def _readers(
    keys: Collection[int], accesses: Mapping[int, Access]
) -> dict[int, set[int]]:
    """The twin of `Message.objects.visible_to`."""
    messages = Message.objects.filter(pk__in=keys).values_list("pk", "recipient")
    return {
        pk: {recipient}
        for pk, recipient in messages
        if recipient in accesses and accesses[recipient].is_signed_in
    }


def announce_message(message: Message, *, verb: str = MESSAGE, place: str = "") -> None:
    """`place` is the path at which the thing that it is about can be read now."""
    words = {"place": place} if place else {}
    announce(verb, target=message, data={"to": [message.recipient_id], "words": words})
