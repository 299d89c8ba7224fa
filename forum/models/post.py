from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from access.access import Access
from accounts.models import User
from core import clock
from core.fields import LongTextField
from core.limits import POST_MAX, POSTS_A_PAGE, SENT_AGAIN
from forum.models.category import Category
from forum.models.thread import Thread, out_for, taken_back
from moderation.models import Hideable
from moderation.models.hideable import hidden_whole
from richtext.fields import RichTextField
from richtext.parts import RichText
from richtext.rendering import UNRENDERED

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from core.verdicts import Verdict


def parts_of(body: str, corrections: Sequence[list[int]]) -> list[str]:
    edges = [0, *chain.from_iterable(corrections), len(body)]
    return [body[start:end] for start, end in pairwise(edges)]


def page_of_position(position: int) -> int:
    return (position - 1) // POSTS_A_PAGE + 1


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, access: Access) -> PostQuerySet:
        """Posts whose words may be shown to the reader, wherever that is.

        Without those of people whom the reader has blocked; what others answer in
        threads of theirs is shown.
        """
        return self.openable_by(access).not_blocked_by(access)

    def not_blocked_by(self, access: Access) -> PostQuerySet:
        if not access.blocked:
            return self
        return self.exclude(author__in=sorted(access.blocked))

    def openable_by(self, access: Access) -> PostQuerySet:
        """Posts whose words the reader may read, blocked or not.

        For a page of its own, an act on it and the work of moderators. Never for
        lists, counts, search or notices: those start from `visible_to`.
        """
        posts = self.filter(deleted_at=None)
        if access.is_moderator:
            # Replies in a thread that was taken back can still be decided about.
            return posts.exclude(taken_back("thread__"), author=F("thread__author"))
        threads = Thread.objects.openable_by(access)
        return posts.filter(out_for(access), hidden_at=None, thread__in=threads)

    def own(self, person: User | AnonymousUser) -> PostQuerySet:
        """A person's own posts, whatever is closed, hidden or waiting."""
        return self.filter(author_id=person.pk)

    def with_thread_names(
        self, access: Access, *, at_its_door: bool = False
    ) -> PostQuerySet:
        """Annotate `may_read_thread`, and `may_name_thread` for own posts.

        A title is the words of whoever opened the thread: it is told to them, to
        who may read the thread now and, `at_its_door`, where the closed door of a
        thread would name it to someone who wrote there.
        """
        this = Thread.objects.filter(pk=OuterRef("thread"))
        named = Q(may_read_thread=True) | Q(thread__author=access.person_id)
        if at_its_door:
            doors = Category.objects.teased_to(access).values("pk")
            named |= Q(Exists(this.listed().filter(category__in=doors)))
        return self.annotate(
            may_read_thread=Exists(this.openable_by(access)),
            may_name_thread=Case(
                When(named, then=True),
                default=False,
                output_field=models.BooleanField(),
            ),
        )

    def with_shared_words(self) -> PostQuerySet:
        """Annotate `words`, what of the text all readers may read.

        And `parent_position`, the place of the post that is answered. For posts of a
        thread that the reader may read: the bodies of removed posts never leave the
        database.
        """
        words = Case(
            When(deleted_at=None, hidden_at=None, then=F("body_html")),
            default=Value(RichText(), output_field=RichTextField()),
            output_field=RichTextField(),
        )
        posts = self.defer("body", "body_html").annotate(words=words)
        return posts.with_parent_positions()

    def with_parent_positions(self) -> PostQuerySet:
        """Annotate `parent_position`, the place of the post that is answered."""
        return self.annotate(parent_position=F("parent__position"))

    def places(self, thread: Thread) -> PostQuerySet:
        """The places of a thread with their states and without their words."""
        return self.filter(thread=thread, held_at=None).only(
            "position", "deleted_at", "hidden_at", "thread"
        )

    def in_range(self, first: int, last: int) -> PostQuerySet:
        return self.filter(position__range=(first, last)).order_by("position")

    def opening(self) -> PostQuerySet:
        """The first post first. What waits has no place, so it comes after all."""
        return self.order_by(F("position").asc(nulls_last=True), "pk")

    def shown(self) -> PostQuerySet:
        """Posts that can be read by whoever reads their thread."""
        return self.filter(deleted_at=None, hidden_at=None, held_at=None)

    def waiting(self) -> PostQuerySet:
        """Held posts that nobody has decided about yet."""
        return self.filter(held_at__isnull=False, deleted_at=None, hidden_at=None)

    def let_out(self) -> PostQuerySet:
        """What others could read, and can unless its author has deleted it."""
        return self.filter(held_at=None, hidden_at=None)

    def just_sent(self, access: Access, body: str) -> PostQuerySet:
        """What the same person said in the same words minutes ago, and left there.

        Anywhere: asked within one thread it would read every post of a long one.
        """
        return self.filter(
            author=access.person_id,
            body=body,
            created_at__gt=access.now - SENT_AGAIN,
            deleted_at=None,
            hidden_at=None,
        ).order_by("-created_at")

    def rendered_before(self, version: int) -> PostQuerySet:
        """What is to be rendered anew.

        A text that waits for its first rendering has yet to tell whom it names: not
        while it, or its thread, is taken away.
        """
        removed = Q(deleted_at__isnull=False) | Q(hidden_at__isnull=False)
        away = removed | Q(thread__hidden_at__isnull=False)
        return self.filter(body_html_version__lt=version).exclude(
            away, body_html_version=UNRENDERED
        )


class Post(Hideable):
    """What one person said at one place of a thread.

    `position` is the place: 1, 2, 3 ..., given under the thread's lock and never
    given again. A deleted or hidden post keeps it, a held one has none yet.
    `revision` counts the texts it has had; the earlier ones are PostRevisions.
    `parent` is the post that it answers: of the same thread, above it, and shown when
    the answer was written; forum.services sees to it. It stays when the parent goes,
    for the parent's place does. `version` grows with every change of what the post
    shows, whoever looks: what is cached of it is cached under this. `corrections` says
    of each correction in `body` where its heading and its words begin; what stands
    between is rendered by itself.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts"
    )
    position = models.PositiveIntegerField(null=True, blank=True, editable=False)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="answers",
        null=True,
        blank=True,
        editable=False,
    )
    body = LongTextField()
    body_html = RichTextField()
    body_html_version = models.PositiveIntegerField(default=0, editable=False)
    corrections = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    created_at = models.DateTimeField(default=clock.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        # Annotated by the queryset, or set where posts are dressed for a page.
        words: RichText
        parent_position: int | None
        may_read_thread: bool
        may_name_thread: bool
        may_edit: Verdict
        may_correct: Verdict
        may_delete: Verdict
        may_undelete: Verdict

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "position"], name="forum_post_position_unique"
            ),
            models.CheckConstraint(
                name="forum_post_position_unless_held",
                condition=Q(held_at=None, position__isnull=False, position__gte=1)
                | Q(held_at__isnull=False, position=None),
            ),
            models.CheckConstraint(
                name="forum_post_first_answers_nothing",
                condition=Q(parent=None) | ~Q(position=1),
            ),
            models.CheckConstraint(
                name="forum_post_answers_another", condition=~Q(parent=F("id"))
            ),
            models.CheckConstraint(
                name="forum_post_body_unless_purged",
                condition=Q(purged_at=None) & ~Q(body="")
                | Q(purged_at__isnull=False, deleted_at__isnull=False, body=""),
            ),
            models.CheckConstraint(
                name="forum_post_body_within_limit",
                condition=LessThanOrEqual(Length("body"), POST_MAX),
            ),
            hidden_whole(),
        ]
        indexes = [
            models.Index(fields=["author", "-created_at"], name="forum_post_author"),
            models.Index(
                fields=["held_at"],
                name="forum_post_waiting",
                condition=Q(held_at__isnull=False, deleted_at=None, hidden_at=None),
            ),
            models.Index(
                fields=["thread", "author"],
                name="forum_post_own_waiting",
                condition=Q(held_at__isnull=False, deleted_at=None, hidden_at=None),
            ),
            models.Index(fields=["body_html_version"], name="forum_post_rendering"),
            models.Index(
                fields=["deleted_at"],
                name="forum_post_to_purge",
                condition=Q(deleted_at__isnull=False, purged_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.anchor} in thread {self.thread_id}"

    def get_absolute_url(self) -> str:
        if self.position is None:
            return f"{self.thread.get_absolute_url()}#{self.anchor}"
        return reverse("forum:post_detail", args=[self.thread_id, self.position])

    @property
    def parts(self) -> list[str]:
        """The text as it was first, then the heading and the words of each correction.

        Together they are the body.
        """
        return parts_of(self.body, self.corrections)

    @property
    def anchor(self) -> str:
        return f"p{self.position}" if self.position else f"held-{self.pk}"

    @property
    def page(self) -> int:
        """The page of its thread that holds it: tombstones keep it where it is."""
        return page_of_position(self.position or 1)

    @property
    def url_on_page(self) -> str:
        """The page that holds it, with the post in view; a held one is on the last."""
        page = self.page if self.position else self.thread.page_count
        return f"{self.thread.url_of_page(page)}#{self.anchor}"

    @property
    def thread_title(self) -> str | None:
        """The title where `with_thread_names` found that it may be told."""
        return self.thread.title if self.may_name_thread else None

    @property
    def thread_name(self) -> str:
        title = self.thread_title
        return f"thread {self.thread_id}" if title is None else f"“{title}”"

    @property
    def home_url(self) -> str:
        """Where its author finds it: in its thread, or among their own posts."""
        if self.may_read_thread:
            return self.url_on_page
        return f"{reverse('forum:own_post_index')}#own-{self.pk}"

    @property
    def is_first(self) -> bool:
        return self.position == 1

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_removed(self) -> bool:
        return self.is_deleted or self.is_hidden
