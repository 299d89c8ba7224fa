"""What of the forum stays a person's own when their window ends."""

from django.urls import reverse

from accounts.models import User
from accounts.registry import Belonging
from forum.models import Post


def own_posts(person: User) -> Belonging:
    count = Post.objects.own(person).filter(deleted_at=None).count()
    return Belonging(
        label="post" if count == 1 else "posts",
        count=count,
        url=reverse("forum:own_index"),
    )
