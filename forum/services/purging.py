"""Deleted words go for good when their author can no longer bring them back."""

from django.db import transaction

from core import clock
from core.limits import RESTORE_WINDOW
from forum.models import Post
from forum.models.post import PostQuerySet
from forum.services.versions import post_changed
from richtext.parts import RichText


def purge_deleted_posts(*, limit: int = 500) -> int:
    """Empty posts deleted more than 14 days ago, with their history and mentions.

    The place in the thread stays, so no page has to change.
    """
    due = Post.objects.filter(
        deleted_at__lt=clock.now() - RESTORE_WINDOW, purged_at=None
    ).order_by("deleted_at")
    ids = list(due.values_list("pk", flat=True)[:limit])
    return sum(_purge(due, pk) for pk in ids)


def _purge(due: PostQuerySet, pk: int) -> bool:
    """One post under its lock, unless its author was quicker to bring it back."""
    with transaction.atomic():
        post = due.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
        if post is None:
            return False
        post.revisions.all().delete()
        post.mentions.all().delete()
        post.body, post.body_html, post.corrections = "", RichText(), []
        post.purged_at = clock.now()
        post_changed(post, "body", "body_html", "corrections", "purged_at")
    return True
