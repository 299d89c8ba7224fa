"""What people have said about how much they want to hear, asked by the set."""

from collections.abc import Collection

from django.db.models import Model

from notifications.enums import SILENT
from notifications.models import Rule
from notifications.models.rule import PERSON
from notifications.registry import Target


def silenced(
    kind: Target, target: Model, actor: int | None, people: Collection[int]
) -> set[int]:
    """Who has muted what the thing is part of, or whoever did it: one query.

    Of what it is part of, what was said of the nearest counts.
    """
    within = list(kind.within(target))
    things = within if actor is None else [*within, (PERSON, actor)]
    if not things:
        return set()
    levels = Rule.objects.levels(people, things)
    silent = set()
    for who in people if levels else ():
        said = (levels.get((who, *thing)) for thing in within)
        nearest = next(filter(None, said), None)
        by_whom = levels.get((who, PERSON, actor or 0))
        if nearest in SILENT or by_whom in SILENT:
            silent.add(who)
    return silent
