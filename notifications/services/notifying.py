"""Telling people what happened: a notice each, and a mail that may still not go."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, Model
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from access.access import Access
from accounts.bylines import byline_of
from accounts.models import User
from core import clock
from notifications import registry
from notifications.models import MailChoice, Notice
from notifications.registry import Target, Verb
from notifications.services import subscriptions
from notifications.services.guarding import GUARD
from outbox.models import Mail
from outbox.services.mail import drop_waiting, rewrite_waiting, send_template

# Unread things of a conversation that are looked at: one that is visible is enough.
LOOKED_AT = 50


def notify(
    *,
    recipients: Iterable[User],
    verb: str,
    target: Model,
    actor: User | None = None,
    context: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> list[Notice]:
    """Tell each recipient, in the caller's transaction, and say who was told.

    Nobody is told of their own act, nor of what they may not see, nor of what somebody
    did whom they have blocked, but what has to be told all the same; one who is told
    of the event already hears of it again only for a stronger reason. `context`
    holds plain values for the sentence and the mail.
    """
    known = registry.verb(verb)
    if known is None:
        raise LookupError(f"{verb} is no registered verb.")
    kind = registry.target_of(target)
    due_at = due_at or clock.now()
    notified = []
    for recipient in {person.pk: person for person in recipients}.values():
        if actor is not None and recipient.pk == actor.pk:
            continue
        visible = _visible(recipient, known, kind, target, actor)
        if target.pk not in visible:
            continue
        notice = _record(recipient, known, kind, target, actor, context or {}, due_at)
        if notice is None:
            continue
        notified.append(notice)
        if not known.mail_kind or not _wants_mail(recipient, known):
            continue
        # Until the recipient comes by, a conversation is mailed once for each verb.
        if visible == {target.pk}:
            _mail(notice, recipient, known, kind, target, actor)
    return notified


def _visible(
    recipient: User, verb: Verb, kind: Target, target: Model, actor: User | None
) -> set[int]:
    """Of the thing, and of those told of before that wait unread in its conversation,
    the keys of what the recipient may see: one query for both.

    What cannot be seen any more cannot be read either: it silences nothing.
    """
    access = Access.of(recipient)
    if not access.is_signed_in:
        return set()
    if actor is not None and actor.pk in access.blocked and verb.is_optional:
        return set()
    asked = [target.pk]
    if conversation := kind.conversation_of(target):
        like_it = Notice.objects.unread().filter(
            recipient=recipient,
            verb=verb.name,
            conversation=conversation,
            target_kind=kind.key,
        )
        newest = like_it.order_by("-pk").values_list("target_id", flat=True)
        asked += newest[:LOOKED_AT]
    seen = kind.visible_to(access).filter(pk__in=asked).order_by()
    return set(seen.values_list("pk", flat=True))


def _record(
    recipient: User,
    verb: Verb,
    kind: Target,
    target: Model,
    actor: User | None,
    context: dict[str, Any],
    due_at: datetime,
) -> Notice | None:
    """The notice if it says something new, else None.

    A waiting notice of the same event changes only for a stronger reason. One that
    was read comes back: what happens after a visit is told after it.
    """
    event = {
        "recipient": recipient,
        "family": verb.family,
        "target_kind": kind.key,
        "target_id": target.pk,
    }
    words = {
        "verb": verb.name,
        "actor": actor,
        "context": context,
        "conversation": kind.conversation_of(target),
        "due_at": due_at,
    }
    with transaction.atomic():
        notice, is_new = Notice.objects.select_for_update(
            of=("self",), no_key=True
        ).get_or_create(**event, defaults=words)
        if is_new:
            return notice
        before = registry.verb(notice.verb)
        is_stronger = before is None or verb.strength > before.strength
        if notice.is_unread and not is_stronger:
            return None
        for name, value in words.items():
            setattr(notice, name, value)
        notice.read_at = None
        notice.save(update_fields=[*words, "read_at"])
    return notice


def _wants_mail(recipient: User, verb: Verb) -> bool:
    if not verb.is_optional:
        return True
    choices = MailChoice.objects.filter(person=recipient, verb=verb.name)
    return not choices.filter(wants_mail=False).exists()


def update_notices(*, target: Model, context: dict[str, Any]) -> None:
    """Let notices, and mail that still waits, say what the thing says by now.

    In the transaction of the change. What a worker has in its hands leaves as it is.
    """
    kind = registry.target_of(target)
    notified = Notice.objects.filter(target_kind=kind.key, target_id=target.pk)
    if not notified.update(context=context):
        return
    notices = {
        notice.pk: notice
        for notice in notified.unread().select_related("recipient", "actor")
    }
    waiting = Mail.objects.waiting().filter(
        guard=GUARD, guard_args__notice__in=list(notices)
    )
    for mail in waiting:
        notice = notices[mail.guard_args["notice"]]
        verb = registry.verb(notice.verb)
        if verb is None or verb.mail_kind != mail.kind:
            continue
        words = _mail_context(
            notice, notice.recipient, verb, kind, target, notice.actor
        )
        rewrite_waiting(mail, context=words)


def redirect_mail(*, target: Model) -> None:
    """Let the mail that waits of a thing which went away tell of the next one instead.

    A conversation is mailed once until its reader comes by, so what came after the
    thing has no mail of its own. In the transaction of the change, after it: what the
    thing's own queryset still shows is not gone. Each mail waits as long as one of the
    thing that it now tells of would have.
    """
    kind = registry.target_of(target)
    notified = Notice.objects.unread().filter(target_kind=kind.key, target_id=target.pk)
    notices = {
        notice.pk: notice
        for notice in notified.exclude(conversation="").select_related("recipient")
    }
    waiting = Mail.objects.waiting().filter(
        guard=GUARD, guard_args__notice__in=list(notices)
    )
    for mail in waiting:
        notice = notices[mail.guard_args["notice"]]
        verb = registry.verb(notice.verb)
        following = _following(notice, kind)
        if verb is None or verb.mail_kind != mail.kind or following is None:
            continue
        # One in a worker's hands ends there: its guard asks what is gone.
        drop_waiting(reason="It went away first.", pk=mail.pk, leased_until=None)
        thing, other = following
        _mail(other, other.recipient, verb, kind, thing, other.actor)


def _following(notice: Notice, kind: Target) -> tuple[Model, Notice] | None:
    """The first notice of the same conversation that its reader may still be shown.

    None as well where that one has been mailed, or is about to be.
    """
    like_it = (
        Notice.objects.unread()
        .filter(
            recipient=notice.recipient,
            verb=notice.verb,
            conversation=notice.conversation,
            target_kind=kind.key,
        )
        .exclude(pk=notice.pk)
    )
    others = like_it.select_related("recipient", "actor").order_by("pk")[:LOOKED_AT]
    seen = kind.visible_to(Access.of(notice.recipient))
    things = {
        thing.pk: thing for thing in seen.filter(pk__in=[o.target_id for o in others])
    }
    for other in others:
        if other.target_id not in things:
            continue
        mails = Mail.objects.filter(guard=GUARD, guard_args__notice=other.pk)
        is_mailed = mails.filter(dropped_at=None, failed_at=None).exists()
        return None if is_mailed else (things[other.target_id], other)
    return None


def still_to_mail(conversation: str) -> list[int]:
    """Keys of the things of a conversation of which a mail waits."""
    waiting = Mail.objects.waiting().filter(guard=GUARD)
    of = waiting.values_list(Cast(KT("guard_args__notice"), BigIntegerField()))
    notified = Notice.objects.unread().filter(conversation=conversation, pk__in=of)
    return list(notified.order_by().values_list("target_id", flat=True).distinct())


def _mail_context(
    notice: Notice,
    recipient: User,
    verb: Verb,
    kind: Target,
    target: Model,
    actor: User | None,
) -> dict[str, Any]:
    site = settings.SITE_URL.rstrip("/")
    stop_url = subscriptions.stop_url(recipient, verb) if verb.is_optional else ""
    return {
        "notice": notice,
        "target": target,
        "byline": byline_of(actor) if actor else None,
        "context": notice.context,
        "recipient_name": recipient.display_name,
        "zone": recipient.zone,
        "button_url": site + kind.url_of(target),
        "button_label": verb.button,
        "reason": verb.reason,
        "stop_url": stop_url,
        "stop_label": verb.label,
        "settings_url": site + subscriptions.settings_path(),
    }


def _mail(
    notice: Notice,
    recipient: User,
    verb: Verb,
    kind: Target,
    target: Model,
    actor: User | None,
) -> None:
    stop_url = subscriptions.stop_url(recipient, verb) if verb.is_optional else ""
    send_template(
        kind=verb.mail_kind,
        to=recipient.email,
        context=_mail_context(notice, recipient, verb, kind, target, actor),
        due_at=notice.due_at + verb.hold,
        guard=GUARD,
        # What the notice says as of now: a mail that it has outgrown is dropped.
        guard_args={"notice": notice.pk, "as_of": notice.stamp},
        headers=subscriptions.list_headers(verb, stop_url, notice.conversation),
    )
