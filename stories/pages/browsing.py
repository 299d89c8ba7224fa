"""Narrowing and paging the shelf. What is asked for stands in the address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import Http404, QueryDict

from core.limits import ROWS_A_PAGE
from core.vocabularies import Role
from stories.enums import Ending
from stories.models import Story, StoryQuerySet

MONTHS = {
    "1-3": ("up to 3", 1, 3),
    "4-6": ("4 to 6", 4, 6),
    "7-12": ("7 to 12", 7, 12),
    "13-": ("more than 12", 13, 10_000),
}
TO_ORDER = (Role.MLOPS, Role.PLATFORM, Role.DEVOPS, Role.OTHER)
KEY = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class Option:
    name: str
    value: str
    label: str
    path: str = ""
    is_chosen: bool = False
    count: int = 0


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    options: Sequence[Option]
    is_open: bool = True


@dataclass(frozen=True)
class Chip:
    """One thing that the list is narrowed to, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Filter:
    """What a reader asked for; words that are none of ours stand in `unknown`."""

    start: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    unknown: tuple[str, ...] = field(default=())

    @classmethod
    def read(cls, query: QueryDict) -> "Filter":
        known: dict[str, Sequence[str]] = {
            "from": Role.values,
            "to": Role.values,
            "ending": Ending.values,
            "months": list(MONTHS),
        }
        found: dict[str, tuple[str, ...]] = {}
        unknown: list[str] = []
        for name, values in known.items():
            asked = list(dict.fromkeys(query.getlist(name)))
            found[name] = tuple(value for value in values if value in asked)
            unknown += [value for value in asked if value and value not in values]
        return cls(
            found["from"], found["to"], found["ending"], found["months"], tuple(unknown)
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [
            *(("from", value) for value in self.start),
            *(("to", value) for value in self.to),
            *(("ending", value) for value in self.ending),
            *(("months", value) for value in self.months),
        ]

    @property
    def query(self) -> str:
        """The filter as it stands in an address, ending in & where there is one."""
        return f"{urlencode(self.pairs)}&" if self.pairs else ""

    @property
    def conditions(self) -> dict[str, Q]:
        """What each facet asks of a story; one in which nothing is chosen asks all."""
        asked = {
            "from": self.start,
            "to": self.to,
            "ending": self.ending,
            "months": self.months,
        }
        return {
            name: reduce(or_, (_matches(name, value) for value in values), Q())
            for name, values in asked.items()
        }

    def condition(self, *, but: str = "") -> Q:
        """What is asked in all facets, or in all but one."""
        asked = (part for name, part in self.conditions.items() if name != but)
        return reduce(and_, asked, Q())

    def narrow(self, stories: StoryQuerySet) -> StoryQuerySet:
        return stories.filter(self.condition())

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(_chip_label(name, value), self._without(name, value))
            for name, value in self.pairs
        ]

    def _without(self, name: str, value: str) -> str:
        rest = [pair for pair in self.pairs if pair != (name, value)]
        return f"?{urlencode(rest)}" if rest else "?"

    @property
    def words(self) -> str:
        """ "to MLOps or platform engineering, stopped", for the head of the list."""
        said = []
        if self.start:
            said.append(f"from {_either([Role(role).field for role in self.start])}")
        if self.to:
            said.append(f"to {_either([Role(role).field for role in self.to])}")
        text = " ".join(said)
        ends = [Ending(ending).label.lower() for ending in self.ending]
        months = [f"{MONTHS[key][0]} months" for key in self.months]
        more = [_either(part) for part in (ends, months) if part]
        return ", ".join([part for part in [text, *more] if part])


def _either(words: Sequence[str]) -> str:
    return " or ".join(words)


def _chip_label(name: str, value: str) -> str:
    if name in {"from", "to"}:
        return f"{name.capitalize()} {Role(value).field}"
    if name == "ending":
        return Ending(value).label
    return f"{MONTHS[value][0]} months"


def _matches(name: str, value: str) -> Q:
    """The stories of one choice, whatever else is asked."""
    match name:
        case "from":
            return Q(from_role=value)
        case "to":
            return Q(to_role=value) | Q(arrived_role=value)
        case "ending":
            return Q(ending=value)
    return Q(months__range=MONTHS[value][1:])


CHOICES: dict[str, Sequence[str]] = {
    "to": TO_ORDER,
    "ending": Ending.values,
    "months": list(MONTHS),
    "from": Role.values,
}


def facets(stories: StoryQuerySet, asked: Filter) -> tuple[int, list[Facet]]:
    """How many match, and the choices with their numbers: one query for all.

    A number says how many stories the list has when its facet holds that one choice
    and the other facets stay as they are. The stories are public and so are their
    facts, so it is exact, small or not.
    """
    # An empty filter is no condition, and Count wants one.
    every = Q(pk__isnull=False)
    conditions: dict[str, Q] = {"matching": every & asked.condition()}
    for name, values in CHOICES.items():
        others = asked.condition(but=name)
        for value in values:
            conditions[f"{name}_{_name(value)}"] = _matches(name, value) & others
    counts = stories.aggregate(
        **{
            name: Count("pk", filter=condition)
            for name, condition in conditions.items()
        }
    )
    return counts["matching"], [
        Facet(
            "to",
            "To",
            [
                _option("to", role, Role(role).field, counts, asked.to, path=role)
                for role in TO_ORDER
            ],
        ),
        Facet(
            "ending",
            "How it ended",
            [
                _option("ending", ending, ending.label, counts, asked.ending)
                for ending in Ending
            ],
        ),
        Facet(
            "months",
            "Months",
            [
                _option("months", key, label, counts, asked.months)
                for key, (label, _low, _high) in MONTHS.items()
            ],
        ),
        Facet(
            "from",
            "From",
            [
                _option("from", role, Role(role).field, counts, asked.start, path=role)
                for role in Role
            ],
            is_open=bool(asked.start),
        ),
    ]


def _name(key: str) -> str:
    return key.replace("-", "_")


def _option(
    name: str,
    value: Any,
    label: str,
    counts: dict[str, int],
    chosen: Sequence[str],
    path: str = "",
) -> Option:
    count = counts[f"{name}_{_name(str(value))}"]
    return Option(
        name=name,
        value=str(value),
        label=label[:1].upper() + label[1:],
        path=str(path),
        is_chosen=value in chosen,
        count=count,
    )


@dataclass(frozen=True)
class StoryRows:
    """One page of stories; `newer` and `older` are queries of its neighbours."""

    stories: list[Story]
    newer: str = ""
    older: str = ""


def page_of(stories: StoryQuerySet, query: QueryDict) -> StoryRows:
    """The page at a key: the story that the page before ended with.

    Any published story will do as a key, also one that has left the shelf since.
    """
    if raw := query.get("before"):
        return _below(stories, _key(raw))
    if raw := query.get("after"):
        return _above(stories, _key(raw))
    return _below(stories, None)


def _key(raw: str) -> Story:
    if not KEY.fullmatch(raw):
        raise Http404("There is no such page.")
    found = Story.objects.filter(pk=int(raw), published_at__isnull=False)
    story = found.only("pk", "published_at").first()
    if story is None:
        raise Http404("There is no such page.")
    return story


def _below(stories: StoryQuerySet, key: Story | None) -> StoryRows:
    if key is not None:
        stories = stories.older_than(key)
    rows = list(stories.by_newest()[: ROWS_A_PAGE + 1])
    more, rows = len(rows) > ROWS_A_PAGE, rows[:ROWS_A_PAGE]
    return StoryRows(
        rows,
        newer=f"after={rows[0].pk}" if key is not None and rows else "",
        older=f"before={rows[-1].pk}" if more else "",
    )


def _above(stories: StoryQuerySet, key: Story) -> StoryRows:
    """The page just above a key; when it is not full, it is the top."""
    above = stories.newer_than(key).order_by("published_at", "pk")
    rows = list(above[: ROWS_A_PAGE + 1])
    if len(rows) <= ROWS_A_PAGE:
        return _below(stories, None)
    rows = rows[:ROWS_A_PAGE][::-1]
    return StoryRows(rows, newer=f"after={rows[0].pk}", older=f"before={rows[-1].pk}")
