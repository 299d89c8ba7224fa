"""What people say about how much they want to hear of a thing."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.access import Access
from accounts.models import User
from accounts.services.people import lock_person
from core import clock
from notifications import registry
from notifications.enums import Level, Source
from notifications.models import Rule


def set_rule(
    *,
    person: User,
    kind: str,
    target_id: int,
    level: Level,
    source: Source = Source.OWN,
) -> Rule:
    """Say it once; said otherwise it is that from now on, said again it stays.

    What nobody has asked for never overrules what the person chose.
    """
    with transaction.atomic():
        subject = registry.subject(kind)
        if subject is None:
            raise LookupError(f"{kind} is nothing that rules are about.")
        # The person's row is the lock of all that they have said.
        person = lock_person(person)
        seen = subject(Access.of(person)).filter(pk=target_id)
        if not seen.exists():
            raise PermissionDenied("This is not open to you.")
        rule, is_new = Rule.objects.get_or_create(
            person=person,
            target_kind=kind,
            target_id=target_id,
            defaults={"level": level, "source": source},
        )
        is_chosen = rule.source == Source.OWN and source != Source.OWN
        if is_new or is_chosen or (rule.level, rule.source) == (level, source):
            return rule
        rule.level, rule.source, rule.since = level, source, clock.now()
        rule.save(update_fields=["level", "source", "since"])
    return rule


def end_rule(*, person: User, kind: str, target_id: int) -> bool:
    """Say nothing about it any more; also of what is closed by now."""
    with transaction.atomic():
        lock_person(person)
        rules = Rule.objects.filter(person=person).about(kind, target_id)
        return bool(rules.delete()[0])
