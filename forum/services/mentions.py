"""Whom a post names."""

from collections.abc import Iterable

from accounts.models import User
from core.limits import MENTIONS_NOTIFIED_MAX
from forum.models import Mention, Post
from richtext.rendering import Rendered


def name_people(post: Post, rendered: Rendered) -> list[User]:
    """Store whom the text of a post names; answer with the people newly named.

    Nobody while the text waits to be rendered: the names of the text before stay, so
    that the job which renders it finds who has been told.
    """
    return [] if rendered.is_waiting else set_mentions(post, rendered.mentions)


def set_mentions(post: Post, handles: Iterable[str]) -> list[User]:
    """Store the handles that a post names; answer with the people newly named.

    Only so many are told: a post that calls everybody calls nobody.
    """
    handles = list(dict.fromkeys(handles))
    known = set(post.mentions.values_list("handle", flat=True))
    post.mentions.exclude(handle__in=handles).delete()
    new = [handle for handle in handles if handle not in known]
    if not new:
        return []
    people = {user.handle: user for user in User.objects.filter(handle__in=new)}
    Mention.objects.bulk_create(
        Mention(post=post, handle=handle, person=people.get(handle)) for handle in new
    )
    return [people[handle] for handle in new if handle in people][
        :MENTIONS_NOTIFIED_MAX
    ]
