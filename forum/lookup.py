"""Finding a thing for a reader, and the right answer where it is not found.

404 for what does not exist or may not be known, 410 for what was removed, the
closed-door page for what the reader may know of and not enter.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from access.access import Access
from access.closed_door import closed_door
from core.errors import Gone
from core.zones import day_of
from forum.enums import TeaserStyle
from forum.errors import ClosedDoor
from forum.models import Category, Post, Thread
from forum.pages.finding import categories_for, thread_for
from richtext.excerpts import excerpt

TEASER_LENGTH = 160
View = Callable[..., HttpResponse]


def shows_closed_door(view: View) -> View:
    """Show the closed-door page, at the same address, where a door is closed."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ClosedDoor as door:
            return closed_door(
                request,
                what=door.what,
                title=door.title,
                teaser=door.teaser,
                behind=door.behind,
            )

    return wrapped


def find_thread(access: Access, pk: int) -> Thread:
    """The thread with its category, `may_reply` and marks, in one query."""
    found = thread_for(access, pk)
    if found is None:
        raise _thread_refusal(access, pk)
    return found


def find_category(access: Access, slug: str) -> Category:
    """The category with `may_start`, in one query."""
    if found := categories_for(access, slug):
        return found[0]
    categories = Category.objects.filter(slug=slug)
    door = categories.teased_to(access).first()
    if door is None:
        raise Http404("There is no such category.")
    raise ClosedDoor(what="category", behind=door.name)


def _thread_refusal(access: Access, pk: int) -> Exception:
    thread = Thread.objects.filter(pk=pk, held_at=None).first()
    if thread is None:
        return Http404("There is no such thread.")
    categories = Category.objects.filter(pk=thread.category_id)
    if categories.visible_to(access).exists():
        if thread.is_taken_back:
            day = f" on {day_of(thread.away_at)}" if thread.away_at else ""
            return Gone(f"The person who opened this thread took it back{day}.")
        if thread.is_with_withdrawn_story:
            return Gone(thread.hidden_reason)
        return Gone(f"This thread was hidden by a moderator{_since(thread)}.")
    door = categories.teased_to(access).first()
    if door is None or (thread.is_hidden and not door.was_open):
        return Http404("There is no such thread.")
    if thread.is_hidden:
        return ClosedDoor(what="thread", behind=door.name)
    return _closed_thread(access, thread, door)


def _since(thread: Thread) -> str:
    """Empty where it has come back between two questions."""
    return f" on {day_of(thread.hidden_at)}" if thread.hidden_at else ""


def _closed_thread(access: Access, thread: Thread, door: Category) -> ClosedDoor:
    """The title only where the rule shows it, or where the reader wrote there."""
    title = teaser = ""
    if door.shows_teaser or _wrote_in(access, thread):
        title = thread.title
    if door.shows_teaser and door.teaser_style == TeaserStyle.EXCERPT:
        first = thread.posts.shown().filter(position=1).first()
        teaser = excerpt(first.body_html, TEASER_LENGTH) if first else ""
    return ClosedDoor(what="thread", behind=door.name, title=title, teaser=teaser)


def _wrote_in(access: Access, thread: Thread) -> bool:
    if not access.is_signed_in:
        return False
    return Post.objects.own(access.person).filter(thread=thread).exists()
