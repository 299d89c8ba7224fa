"""Mail of notices: a row that waits, and its words once it leaves.

A mail is written only when it leaves, so it says what is so then: the title that the
thread has by now, the words as they were changed, the name that its author chose.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, Window
from django.db.models.functions import RowNumber

from access.access import Access
from accounts.bylines import byline_of
from accounts.models import User
from notifications import registry
from notifications.models import MailChoice, Notice
from notifications.registry import Target, Verb
from notifications.services import subscriptions
from outbox.models import Mail
from outbox.services.mail import new_mail
from outbox.services.rendering import Rendered, render_mail

logger = logging.getLogger(__name__)

GUARD = "notifications.notice"
# Unread things of a conversation that are looked at, for one that is visible.
LOOKED_AT = 50


def wanted(
    told: Sequence[Notice], kind: Target, target: Model, accesses: Mapping[int, Access]
) -> list[Notice]:
    """Those of the notices of one event that a mail is written of.

    Until the recipient comes by, a conversation is mailed once for each verb.
    """
    verbs = {notice.verb: registry.verb(notice.verb) for notice in told}
    mailed = {name for name, verb in verbs.items() if verb and verb.mail_kind}
    optional = {name for name, verb in verbs.items() if verb and verb.is_optional}
    unwanted = MailChoice.objects.filter(
        person__in=[notice.recipient_id for notice in told],
        verb__in=mailed & optional,
        wants_mail=False,
    )
    silenced = {*unwanted.values_list("person", "verb")}
    silenced |= _waiting(told, kind, target, accesses)
    return [
        notice
        for notice in told
        if notice.verb in mailed and (notice.recipient_id, notice.verb) not in silenced
    ]


def _waiting(
    told: Sequence[Notice], kind: Target, target: Model, accesses: Mapping[int, Access]
) -> set[tuple[int, str]]:
    """Whom something else of the same conversation waits for, by which verb.

    What cannot be seen any more cannot be read either: it silences nothing.
    """
    conversation = kind.conversation_of(target)
    if not conversation or not told:
        return set()
    rank = Window(RowNumber(), partition_by=["recipient", "verb"], order_by="-pk")
    unread = (
        Notice.objects.unread()
        .filter(
            conversation=conversation,
            target_kind=kind.key,
            recipient__in=[notice.recipient_id for notice in told],
        )
        .exclude(target_id=target.pk)
        .annotate(rank=rank)
        .filter(rank__lte=LOOKED_AT)
    )
    rows = list(unread.values_list("recipient", "verb", "target_id"))
    asked = {person: accesses[person] for person, _verb, _key in rows}
    readers = kind.readers({key for *_, key in rows}, asked) if rows else {}
    return {
        (person, verb) for person, verb, key in rows if person in readers.get(key, ())
    }


def write(
    notices: Iterable[Notice], people: Mapping[int, User], verbs: Mapping[int, Verb]
) -> None:
    """A mail for each of the notices, in the caller's transaction."""
    mails = []
    for notice in notices:
        person, verb = people[notice.recipient_id], verbs[notice.recipient_id]
        try:
            mails.append(_mail_of(notice, person, verb))
        except ValidationError:
            logger.warning("person %s has no address to write to", person.pk)
    Mail.objects.bulk_create(mails)


def _mail_of(notice: Notice, person: User, verb: Verb) -> Mail:
    stop_url = subscriptions.stop_url(person, verb) if verb.is_optional else ""
    return new_mail(
        kind=verb.mail_kind,
        to=person.email,
        due_at=notice.due_at + verb.hold,
        guard=GUARD,
        # What the notice says as of now: a mail that it has outgrown is dropped.
        guard_args={"notice": notice.pk, "as_of": notice.stamp},
        headers=subscriptions.list_headers(verb, stop_url, notice.conversation),
    )


def words_of(mail: Mail) -> Rendered:
    """What the mail says now; asked after its guard, so that everything is there."""
    notice = Notice.objects.select_related("recipient", "actor").get(
        pk=mail.guard_args["notice"]
    )
    kind, verb = registry.target(notice.target_kind), registry.verb(notice.verb)
    assert kind is not None
    assert verb is not None
    seen = kind.visible_to(Access.of(notice.recipient))
    return render_mail(
        mail.kind, _context(notice, verb, kind, seen.get(pk=notice.target_id))
    )


def _context(notice: Notice, verb: Verb, kind: Target, target: Any) -> dict[str, Any]:
    person = notice.recipient
    site = settings.SITE_URL.rstrip("/")
    stop_url = subscriptions.stop_url(person, verb) if verb.is_optional else ""
    return {
        "notice": notice,
        "target": target,
        "byline": byline_of(notice.actor) if notice.actor else None,
        "context": kind.context_of(target) | notice.context,
        "recipient_name": person.display_name,
        "zone": person.zone,
        "button_url": site + kind.url_of(target),
        "button_label": verb.button,
        "reason": verb.reason,
        "stop_url": stop_url,
        "stop_label": verb.label,
        "settings_url": site + subscriptions.settings_path(),
    }


def pass_on(notice: Notice, verb: Verb, kind: Target) -> None:
    """Mail of what came after, where the thing of a mail has gone.

    A conversation is mailed once until its reader comes by, so what came after the
    thing has no mail of its own. It waits as long as that mail would have.
    """
    following = _following(notice, kind) if notice.conversation else None
    if following is not None:
        _mail_of(following, following.recipient, verb).save(force_insert=True)


def _following(notice: Notice, kind: Target) -> Notice | None:
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
    others = list(like_it.select_related("recipient").order_by("pk")[:LOOKED_AT])
    shown = kind.visible_to(Access.of(notice.recipient))
    seen = shown.filter(pk__in=[other.target_id for other in others]).order_by()
    keys = set(seen.values_list("pk", flat=True))
    first = next((other for other in others if other.target_id in keys), None)
    if first is None:
        return None
    mails = Mail.objects.filter(guard=GUARD, guard_args__notice=first.pk)
    return None if mails.filter(dropped_at=None, failed_at=None).exists() else first
