"""What a page of posts shows to one reader alone, beside the pieces that all share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Value
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from access.access import Access
from core import dry_run
from core.asking import ask, keys
from forum import registry
from forum.enums import Flagged
from moderation.models import Flag

FLAG = "flag"
# So many rendered marks are remembered by a process.
REMEMBERED = 2_048

_FLAGS = """
SELECT c.target_id AS post, '1' AS value
  FROM moderation_flag f JOIN moderation_case c ON c.id = f.case_id
 WHERE f.reporter_id = %(reader)s AND c.closed_at IS NULL
   AND c.target_kind = %(post_kind)s AND c.target_id IN ({posts})
"""


def register() -> None:
    registry.register_mark(
        registry.PersonalMark(
            key=FLAG,
            sql=_FLAGS,
            about={"post_kind": Flagged.POST.value},
            queryset=lambda access, ids: (
                Flag.objects.standing_of(access)
                .on(Flagged.POST, ids)
                .annotate(value=Value("1"))
                .values_list("case__target_id", "value")
            ),
            template="moderation/flags/_mark_of_post.html",
        )
    )


@dataclass(frozen=True)
class Overlaid:
    """The values of each kind by the key of their post, in the order of the kinds."""

    values: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def of(self, kind: str, post: int) -> str | None:
        return self.values.get(kind, {}).get(post)

    def part(self, kind: str, post: int, position: int | None) -> SafeString:
        """The part of one kind below a post; empty where it has none."""
        value = self.of(kind, post)
        if value is None:
            return SafeString("")
        return _part(registry.template_of(kind), post, position, value)

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, found in self.values.items() if found]


def load(access: Access, posts: Sequence[int]) -> Overlaid:
    """Nothing for a visitor; for a member one question for all marks together."""
    if not access.is_signed_in or not posts or dry_run.is_active():
        return Overlaid()
    values: dict[str, Mapping[int, str]] = dict(_marks_of(access, posts))
    for overlay in registry.overlays():
        values[overlay.key] = overlay.load(access, posts)
    return Overlaid(values)


def _marks_of(access: Access, posts: Sequence[int]) -> Mapping[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = defaultdict(dict)
    marks = registry.marks()
    if not marks:
        return found
    places, about = keys(posts, "post")
    asked: dict[str, object] = {**about, "reader": access.person_id}
    parts = []
    for number, mark in enumerate(marks):
        asked |= mark.about or {}
        fragment = mark.sql.format(posts=places)
        parts.append(f"SELECT '{number}', m.* FROM ({fragment}) m")
    for number, post, value in ask(" UNION ALL ".join(parts), asked):
        found[marks[int(number)].key][post] = value
    return found


@lru_cache(maxsize=REMEMBERED)
def _part(template: str, post: int, position: int | None, value: str) -> SafeString:
    about = {"post": {"pk": post, "position": position}, "value": value}
    return render_to_string(template, about)
