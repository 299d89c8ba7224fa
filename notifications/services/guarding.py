"""The question asked again in the moment a mail leaves."""

from access.access import Access
from core.verdicts import ALLOWED, Verdict
from notifications import registry
from notifications.models import MailChoice, Notice
from notifications.models.notice import blocked_by
from notifications.services import mailing
from notifications.services.hearing import silenced
from outbox.models import Mail


def may_still_send(mail: Mail) -> Verdict:
    """Everything that may have changed since the mail was written, in one place.

    Where the thing has gone, what came after it is mailed in its stead. A kill
    between the two changes nothing: the other is there when this one is asked again.
    """
    notice = (
        Notice.objects.select_related("recipient")
        .filter(pk=mail.guard_args.get("notice"))
        .first()
    )
    if notice is None or notice.stamp != mail.guard_args.get("as_of"):
        return Verdict("There is no such notice any more.")
    recipient = notice.recipient
    if not recipient.is_active or recipient.email != mail.to:
        return Verdict("The account is closed, or its address has changed.")
    verb = registry.verb(notice.verb)
    kind = registry.target(notice.target_kind)
    if verb is None or kind is None:
        return Verdict("Nobody tells of this any more.")
    access = Access.of(recipient)
    if verb.is_optional and not (wanted := _is_wanted(notice, access)):
        return wanted
    target = kind.visible_to(access).filter(pk=notice.target_id).first()
    if target is None:
        if not notice.read_at:
            mailing.pass_on(notice, verb, kind)
        return Verdict("The recipient may not see it any more.")
    if verb.is_optional and silenced(kind, target, notice.actor_id, [recipient.pk]):
        return Verdict("The recipient has muted it.")
    return ALLOWED


def _is_wanted(notice: Notice, access: Access) -> Verdict:
    if notice.read_at:
        return Verdict("It was read on the site.")
    choices = MailChoice.objects.filter(person=notice.recipient, verb=notice.verb)
    if choices.filter(wants_mail=False).exists():
        return Verdict("Mail of this kind is switched off.")
    if notice.actor_id in blocked_by(access):
        return Verdict("The recipient has blocked whoever did it.")
    return ALLOWED
