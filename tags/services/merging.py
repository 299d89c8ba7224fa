"""Making one tag of two, while both are in use."""

from django.db import transaction

from access.access import Access
from accounts.models import User
from accounts.services import audit
from core.verdicts import enforce
from outbox.services.jobs import enqueue
from tags import policies, registry
from tags.models import Synonym, Tag
from tags.services.holding import Merged, hold

JOB = "tags.move_uses"
BATCH = 200


def merge_tag(*, moderator: User, tag: Tag, into: Tag) -> Tag:
    """Let a tag go into another for good; answers with that other.

    From then on every word for the one means the other, and its address leads there.
    What carries it follows in batches, by a job; until then it shows the old name.
    A tag that has gone into `into` already stays as it is.
    """
    with transaction.atomic():
        # The full lock: whoever is giving one of them to something ends first.
        rows = Tag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk])
        locked = {row.pk: row for row in rows.order_by("pk")}
        tag, into = locked[tag.pk], locked[into.pk]
        access = Access.of(moderator)
        enforce(policies.can_keep_tags(access))
        if tag.merged_into_id == into.pk:
            return into
        enforce(policies.can_merge_tag(access, tag, into))
        Tag.objects.filter(merged_into=tag).update(merged_into=into)
        Synonym.objects.filter(tag=tag).update(tag=into)
        tag.merged_into = into
        tag.save(update_fields=["merged_into"])
        _widen(into, tag)
        for use in registry.uses():
            use.adopt(tag.pk, into.pk)
        audit.record(
            actor=moderator,
            action="tag.merged",
            target=tag,
            before={"slug": tag.slug, "name": tag.name},
            after={"slug": into.slug, "name": into.name},
        )
        enqueue(JOB, tag_id=tag.pk)
    return into


def _widen(into: Tag, tag: Tag) -> None:
    into.is_topic = into.is_topic or tag.is_topic
    into.is_skill = into.is_skill or tag.is_skill
    into.save(update_fields=["is_topic", "is_skill"])


def move_uses(tag_id: int) -> None:
    """Give one batch of what carries a merged tag the other, and go on with the next.

    A run that is killed has done its batch or nothing, and one that runs twice finds
    nothing left.
    """
    for use in registry.uses():
        with transaction.atomic():
            keys = use.lock(tag_id, BATCH)
            if not keys:
                continue
            use.move(keys, tag_id, _target(tag_id))
            enqueue(JOB, tag_id=tag_id)
            return


def _target(tag_id: int) -> int:
    """Where a merged tag leads, held until the transaction ends."""
    while True:
        target = Tag.objects.get(pk=tag_id).merged_into_id
        assert target is not None
        try:
            with transaction.atomic():
                hold([target])
        except Merged:
            continue
        return target
