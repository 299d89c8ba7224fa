"""Words that the forum's rights and notices are written in."""

from enum import StrEnum

from django.db.models import TextChoices


class Audience(TextChoices):
    EVERYONE = "everyone", "Everyone, signed in or not"
    SIGNED_IN = "signed_in", "Everyone who is signed in"
    CIRCLE = "circle", "People in a circle"
    ONCE = "once", "People who were once in a circle"


class Right(TextChoices):
    TEASER = "teaser", "See a teaser"
    READ = "read", "Read"
    START = "start", "Start threads"
    REPLY = "reply", "Reply"
    ATTACH = "attach", "Attach files"


class TeaserStyle(TextChoices):
    HIDDEN = "hidden", "Nothing"
    TITLE = "title", "The title"
    EXCERPT = "excerpt", "The title and two lines"


class Verb(StrEnum):
    REPLIED = "forum.replied"
    MENTIONED = "forum.mentioned"
    FOLLOWED = "forum.followed"


class Flagged(StrEnum):
    """The kinds of things of the forum that can be flagged."""

    POST = "post"
    THREAD = "thread"
