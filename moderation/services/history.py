"""Earlier cases and flags: on a thing, on what belongs with it, on its author's."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Count, IntegerField, Q, Value, When

from access.access import Access
from moderation import registry
from moderation.models import Case
from moderation.services.subjects import Subject

SAME, KIN, AUTHOR = 1, 2, 3
SHOWN = 5


@dataclass(frozen=True)
class Earlier:
    """One earlier case, in the words of the page."""

    case: Case
    label: str
    flag_count: int
    reasons: list[str]


@dataclass(frozen=True)
class Group:
    """Cases that stand to a thing in one way; `more` are not shown."""

    title: str
    rows: list[Earlier]
    more: int


def past_of(
    access: Access, subject: Subject, *, case: Case | None = None
) -> list[Group]:
    """Every other case that bears on this one, open or decided, the newest first.

    At most SHOWN of each way: two queries, and one more for the numbers. Cases about
    the moderator's own words are left out: nobody reads the flags on those.
    """
    kin = Q(pk__in=[])
    for key, ids in registry.kin_of(subject.key, subject.thing):
        kin |= Q(target_kind=key, target_id__in=ids)
    same = Q(target_kind=subject.key, target_id=subject.thing.pk)
    about = Q(author=subject.author_id) if subject.author_id else Q(pk__in=[])
    place = Choose(
        When(same, then=Value(SAME)),
        When(kin, then=Value(KIN)),
        default=Value(AUTHOR),
        output_field=IntegerField(),
    )
    cases = Case.objects.filter(same | kin | about).annotate(place=place)
    cases = cases.exclude(author=access.person_id)
    if case is not None:
        cases = cases.exclude(pk=case.pk)
    counted = dict(cases.order_by().values_list("place").annotate(n=Count("pk")))
    titles = {
        SAME: f"On this {subject.label}",
        KIN: "On what belongs with it",
        AUTHOR: "On other things of its author",
    }
    return [
        _group(cases, place, title, counted[place])
        for place, title in titles.items()
        if place in counted
    ]


def _group(cases: Any, place: int, title: str, count: int) -> Group:
    found = (
        cases.filter(place=place)
        .select_related("rule")
        .prefetch_related("flags")
        .order_by("-opened_at", "-pk")[:SHOWN]
    )
    return Group(title, [_earlier(one) for one in found], max(0, count - SHOWN))


def _earlier(case: Case) -> Earlier:
    kind = registry.reportable(case.target_kind)
    reasons = kind.reasons if kind else {}
    said = [str(reasons.get(flag.reason, flag.reason)) for flag in case.flags.all()]
    label = kind.label if kind else case.target_kind
    return Earlier(case, label, len(said), sorted(set(said)))
