"""Tags that stay as they are while something is given them."""

from collections.abc import Iterable

from django.db import connection

from tags.models import Tag

# Those who use a tag do not wait for each other. Whoever merges it takes the full
# lock, which waits for them and they for it. Django's foreign keys are checked at the
# commit only, and so lock nothing before.
HOLD = """
SELECT merged_into_id FROM tags_tag WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE
"""


class Merged(Exception):
    """One of the tags has gone into another."""


def hold(tag_ids: Iterable[int]) -> None:
    """Keep living tags from being merged until the transaction ends.

    Raises Merged where one has been. Call it in a savepoint and roll that back then:
    it lets the others go, so that they are held anew in their order. On SQLite a
    transaction is alone from its beginning.
    """
    if any(target is not None for target in _targets(sorted(set(tag_ids)))):
        raise Merged


def _targets(tag_ids: list[int]) -> list[int | None]:
    if not connection.features.has_select_for_update:
        tags = Tag.objects.filter(pk__in=tag_ids)
        return list(tags.values_list("merged_into", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [tag_ids])
        return [target for (target,) in cursor.fetchall()]
