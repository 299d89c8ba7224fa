"""The question asked again in the moment a mail leaves."""

from access.access import Access
from core.verdicts import ALLOWED, Verdict
from notifications import registry
from notifications.models import MailChoice, Notice
from outbox.models import Mail

GUARD = "notifications.notice"


def may_still_send(mail: Mail) -> Verdict:
    """Everything that may have changed since the mail was written, in one place."""
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
    if verb.is_optional:
        if notice.read_at:
            return Verdict("It was read on the site.")
        choices = MailChoice.objects.filter(person=recipient, verb=verb.name)
        if choices.filter(wants_mail=False).exists():
            return Verdict("Mail of this kind is switched off.")
    if not kind.visible_to(Access.of(recipient)).filter(pk=notice.target_id).exists():
        return Verdict("The recipient may not see it any more.")
    return ALLOWED
