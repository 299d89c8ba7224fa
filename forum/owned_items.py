"""What of the forum stays a person's own when their window ends, and what closes."""

from django.urls import reverse

from access.access import Access
from access.enums import CircleKind
from access.registry import Closing
from accounts.models import User
from accounts.registry import OwnedItem, Section
from forum.enums import Audience, Right
from forum.models import Category, Post
from forum.pages.listing import threads_of
from forum.pages.rows import rows_of


def own_posts(person: User) -> OwnedItem:
    count = Post.objects.own(person).filter(deleted_at=None).count()
    return OwnedItem(
        label="post" if count == 1 else "posts",
        count=count,
        url=reverse("forum:own_post_index"),
        sign="quote",
    )


def closing_categories(access: Access) -> list[Closing]:
    """What the community window adds to the public categories."""
    if not access.has_window:
        return []
    public = Category.objects.filter(
        rights__audience__in=[Audience.EVERYONE, Audience.SIGNED_IN],
        rights__right=Right.READ,
    )
    opened = Category.objects.filter(
        rights__audience=Audience.CIRCLE,
        rights__circle__kind=CircleKind.COMMUNITY,
        rights__right=Right.READ,
    ).exclude(pk__in=public)
    names = list(opened.distinct().by_position().values_list("name", flat=True))
    if not names:
        return []
    label = (
        "1 members’ category"
        if len(names) == 1
        else (f"{len(names)} members’ categories")
    )
    return [
        Closing(label, f"{', '.join(names)}. What you wrote there stays yours."),
        Closing("Writing and asking there", "Public categories stay open to you."),
    ]


def profile_section(person: User, access: Access) -> Section | None:
    """The latest threads that someone started, as far as the reader may read them."""
    threads = threads_of(person, access)
    if not threads:
        return None
    rows = rows_of(threads, access, with_category=True)
    return Section("forum/own_posts/_profile.html", {"threads": threads, "rows": rows})
