from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse

from access.access import Access
from access.scopes import Scope
from core import clock, dry_run
from core.fields import LineField, ShortTextField
from core.limits import POSTS_A_PAGE, REASON_MAX, TITLE_MAX, TITLE_MIN
from core.slugs import slug
from forum.enums import Right
from forum.models.category import Category, may, scope_of_category
from moderation.models import Hideable
from moderation.models.hideable import hidden_whole

# Why a thread is hidden that goes where something else goes, such as a story.
STORY_WITHDRAWN = "Its story is not on the shelf at the moment."
# Last parts of addresses under a thread's own; no title may stand for one.
TAKEN = {"reply", "jump", "rename", "lock", "unlock", "pin", "unpin"}


def _stamp(*facts: object) -> str:
    """Names facts as somebody saw them, so that a form says what it was made for."""
    return sha256(repr(facts).encode()).hexdigest()[:32]


def out_for(access: Access) -> Q:
    """What is out; to its author also what waits, but to nobody who sees as them."""
    out = Q(held_at=None)
    if access.is_signed_in and not dry_run.is_active():
        out |= Q(author=access.person_id)
    return out


def taken_back(thread: str = "") -> Q:
    """Threads that are away because their own author took their story back.

    `thread` is the path to the thread, with its underscores.
    """
    return Q(**{f"{thread}away_by": F(f"{thread}author")})


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, access: Access) -> ThreadQuerySet:
        """Threads that may be shown, in lists, in counts and in search.

        What somebody started whom the reader has blocked is not among them.
        """
        return self.openable_by(access).not_blocked_by(access)

    def not_blocked_by(self, access: Access) -> ThreadQuerySet:
        if not access.blocked:
            return self
        return self.exclude(author__in=sorted(access.blocked))

    def openable_by(self, access: Access) -> ThreadQuerySet:
        """Threads whose posts the reader may read; its author sees a held one.

        For a page of its own, an act on it and the work of moderators. Never for
        lists, counts or search: those start from `visible_to`.
        """
        if access.is_moderator:
            return self.exclude(taken_back())
        threads = self.filter(hidden_at=None)
        if not access.is_organiser:
            threads = threads.filter(may(access, Right.READ, "category"))
        return threads.filter(out_for(access))

    def listed(self) -> ThreadQuerySet:
        """Threads that a list shows: neither hidden nor waiting to be read."""
        return self.filter(hidden_at=None, held_at=None)

    def with_rights(self, access: Access) -> ThreadQuerySet:
        """Annotate `may_reply`, at no query of its own."""
        return self.annotate(may_reply=may(access, Right.REPLY, "category"))

    def pinned_at(self, now: datetime) -> ThreadQuerySet:
        return self.filter(pinned_until__gt=now)

    def not_pinned_at(self, now: datetime) -> ThreadQuerySet:
        return self.filter(Q(pinned_until=None) | Q(pinned_until__lte=now))

    def by_latest_activity(self) -> ThreadQuerySet:
        return self.order_by("-last_posted_at", "-pk")


class Thread(Hideable):
    """A conversation in one category, opened by its first post.

    `reply_count`, `last_position`, `last_posted_at` and `last_author` are copies
    for the list page, written by forum.services under the thread's lock and
    mended by `recount_threads`. `last_position` counts every place that was ever
    given, `reply_count` only the replies that can be read. `version` grows with
    every change of what the thread's pages show. `away_at` is since when what the
    thread belongs to, such as a story, is away, and `away_by` who took that away: the
    thread is hidden meanwhile, for that alone or for its own sake as well.
    """

    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="threads"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads"
    )
    title = LineField(max_length=TITLE_MAX, validators=[MinLengthValidator(TITLE_MIN)])

    pinned_until = models.DateTimeField(null=True, blank=True)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    lock_reason = ShortTextField(max_length=REASON_MAX, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    away_at = models.DateTimeField(null=True, blank=True, editable=False)
    away_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    reply_count = models.PositiveIntegerField(default=0, editable=False)
    last_position = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    last_posted_at = models.DateTimeField(default=clock.now, editable=False)
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    version = models.PositiveBigIntegerField(default=1, editable=False)

    if TYPE_CHECKING:
        # Annotated by `with_rights`, or set by `forum.pages.finding` for one reader.
        may_reply: bool
        has_own_waiting: bool
        is_flagged: bool

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="forum_thread_title_long_enough",
                condition=GreaterThanOrEqual(Length("title"), TITLE_MIN),
                violation_error_message=f"Give the thread a title of {TITLE_MIN} "
                "letters or more.",
            ),
            models.CheckConstraint(
                name="forum_thread_active_after_created",
                condition=Q(last_posted_at__gte=F("created_at")),
            ),
            models.CheckConstraint(
                name="forum_thread_replies_have_places",
                condition=Q(reply_count=0) | Q(reply_count__lt=F("last_position")),
            ),
            models.CheckConstraint(
                name="forum_thread_lock_whole",
                condition=Q(
                    locked_at=None, locked_by=None, locked_until=None, lock_reason=""
                )
                | Q(locked_at__isnull=False, locked_by__isnull=False),
            ),
            hidden_whole(),
            models.CheckConstraint(
                name="forum_thread_away_is_hidden",
                condition=Q(away_at=None, away_by=None)
                | Q(away_at__isnull=False, away_by__isnull=False)
                & Q(hidden_at__isnull=False),
            ),
            models.CheckConstraint(
                name="forum_thread_pin_whole",
                condition=Q(pinned_until=None, pinned_by=None)
                | Q(pinned_until__isnull=False, pinned_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["category", "-last_posted_at", "-id"],
                name="forum_thread_listing",
                condition=Q(hidden_at=None, held_at=None),
            ),
            models.Index(
                fields=["-last_posted_at", "-id"],
                name="forum_thread_latest",
                condition=Q(hidden_at=None, held_at=None),
            ),
            models.Index(
                fields=["category", "pinned_until"],
                name="forum_thread_pins",
                condition=Q(pinned_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if words := self.slug:
            return reverse("forum:thread_detail", args=[self.pk, words])
        return reverse("forum:thread_short", args=[self.pk])

    @property
    def slug(self) -> str:
        words = slug(self.title)
        return f"{words}-thread" if words in TAKEN else words

    @property
    def scope(self) -> Scope:
        """A thread lies where its category does."""
        return scope_of_category(self.category_id)

    @property
    def page_count(self) -> int:
        return max(1, -(-self.last_position // POSTS_A_PAGE))

    @property
    def is_with_withdrawn_story(self) -> bool:
        """Hidden for the sake of what it belongs to alone: it comes back with that."""
        return self.hidden_reason == STORY_WITHDRAWN

    @property
    def is_away(self) -> bool:
        """What it belongs to is away: nobody brings it back but with that."""
        return self.away_at is not None

    @property
    def is_taken_back(self) -> bool:
        """Away by its own author: not even moderators read it meanwhile.

        Nor its title, which quotes the story; not even where they had hidden the
        thread for its own sake before.
        """
        return self.is_away and self.away_by_id == self.author_id

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def title_stamp(self) -> str:
        return _stamp(self.title)

    @property
    def lock_stamp(self) -> str:
        return _stamp(self.locked_at, self.locked_until, self.lock_reason)

    @property
    def pin_stamp(self) -> str:
        return _stamp(self.pinned_until)

    def is_locked_at(self, now: datetime) -> bool:
        if self.locked_at is None:
            return False
        return self.locked_until is None or self.locked_until > now

    def is_pinned_at(self, now: datetime) -> bool:
        return self.pinned_until is not None and self.pinned_until > now

    def url_of_page(self, page: int) -> str:
        url = self.get_absolute_url()
        return url if page == 1 else f"{url}?page={page}"
