"""A thread for a page of it, and categories, each in one written-out question.

Composing `Thread.objects.visible_to(access).with_rights(access)` with its category, or
the like of categories, costs a member's page several times what asking costs. A test
holds the two equal for every kind of reader.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from access.access import Access
from core import dry_run
from core.asking import LARGEST_KEY, ask, moment
from forum.enums import Flagged, Right
from forum.models import Category, Thread
from forum.models.category_right import held_sql

THREAD = [field.attname for field in Thread._meta.concrete_fields]
CATEGORY = [field.attname for field in Category._meta.concrete_fields]
MOMENTS = {
    field.attname
    for field in Thread._meta.concrete_fields
    if isinstance(field, models.DateTimeField)
}

_FOUND = f"""
SELECT {", ".join(f"t.{name}" for name in THREAD)},
       {", ".join(f"c.{name}" for name in CATEGORY)},
       {{may_reply}}, {{has_own_waiting}}, {{is_flagged}}
  FROM forum_thread t JOIN forum_category c ON c.id = t.category_id
 WHERE t.id = %(thread)s AND {{may_see}}
"""
_RIGHT = """
EXISTS (SELECT 1 FROM forum_categoryright r
         WHERE r.category_id = c.id AND r."right" = %({right})s AND ({held}))
"""
_CATEGORIES = f"""
SELECT {", ".join(f"c.{name}" for name in CATEGORY)}, {{may_start}}
  FROM forum_category c WHERE {{may_see}} ORDER BY c.position, c.name, c.id
"""
_OWN_WAITING = """
EXISTS (SELECT 1 FROM forum_post p
         WHERE p.thread_id = t.id AND p.author_id = %(reader)s
           AND p.held_at IS NOT NULL AND p.deleted_at IS NULL AND p.hidden_at IS NULL)
"""
_FLAGGED = """
EXISTS (SELECT 1 FROM moderation_flag f
          JOIN moderation_case k ON k.id = f.case_id
         WHERE f.reporter_id = %(reader)s AND k.closed_at IS NULL
           AND k.target_kind = %(thread_kind)s AND k.target_id = t.id)
"""
NO = "(1 = 0)"
YES = "(1 = 1)"


def thread_for(access: Access, pk: int) -> Thread | None:
    """The thread with its category, `may_reply`, `has_own_waiting`, `is_flagged`."""
    if pk > LARGEST_KEY:
        return None
    held, about = held_sql(access)
    is_read_by_themselves = access.is_signed_in and not dry_run.is_active()
    parts = {
        "may_see": _may_see(access, held, is_read_by_themselves),
        "may_reply": YES
        if access.is_staff
        else _RIGHT.format(right="reply", held=held),
        "has_own_waiting": _OWN_WAITING if is_read_by_themselves else NO,
        "is_flagged": _FLAGGED if is_read_by_themselves else NO,
    }
    about |= {
        "thread": pk,
        "reader": access.person_id,
        "read": Right.READ.value,
        "reply": Right.REPLY.value,
        "thread_kind": Flagged.THREAD.value,
    }
    found = ask(_FOUND.format(**parts), about)
    return _thread(found[0]) if found else None


def categories_for(access: Access, slug: str | None = None) -> list[Category]:
    """Categories that the reader may read, with `may_start`, in their order.

    All of them, or the one with the slug.
    """
    held, about = held_sql(access)
    about |= {"read": Right.READ.value, "start": Right.START.value, "slug": slug}
    may_see = YES if access.is_staff else _RIGHT.format(right="read", held=held)
    if slug is not None:
        may_see += " AND c.slug = %(slug)s"
    may_start = YES if access.is_staff else _RIGHT.format(right="start", held=held)
    question = _CATEGORIES.format(may_see=may_see, may_start=may_start)
    return [_category(row) for row in ask(question, about)]


def _category(row: tuple[Any, ...]) -> Category:
    category = Category.from_db("default", CATEGORY, row[:-1])
    category.may_start = bool(row[-1])
    return category


def _may_see(access: Access, held: str, is_read_by_themselves: bool) -> str:
    """As `visible_to` has it."""
    if access.is_moderator:
        return "(t.away_by_id IS NULL OR t.away_by_id <> t.author_id)"
    out = "t.held_at IS NULL"
    if is_read_by_themselves:
        out = f"({out} OR t.author_id = %(reader)s)"
    rules = ["t.hidden_at IS NULL", out]
    if not access.is_organiser:
        rules.append(_RIGHT.format(right="read", held=held))
    return " AND ".join(rules)


def _thread(row: tuple[Any, ...]) -> Thread:
    end, last = len(THREAD), len(THREAD) + len(CATEGORY)
    values = [
        moment(value) if name in MOMENTS else value
        for name, value in zip(THREAD, row[:end], strict=True)
    ]
    thread = Thread.from_db("default", THREAD, values)
    thread.category = Category.from_db("default", CATEGORY, row[end:last])
    thread.may_reply, thread.has_own_waiting, thread.is_flagged = map(bool, row[last:])
    return thread
