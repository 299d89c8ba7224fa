"""The words of the moderators' pages."""

from enum import StrEnum

from django.db.models import TextChoices


class Outcome(TextChoices):
    HIDDEN = "hidden", "Hidden"
    KEPT = "kept", "It stays"
    RESTORED = "restored", "Visible again"
    RELEASED = "released", "Released"
    REFUSED = "refused", "Refused"
    GONE = "gone", "Taken away by its author"
    WAITING = "waiting", "Waits to be read again"


class Answer(StrEnum):
    """What became of a flag, as whoever flagged is told."""

    HIDDEN = "hidden"
    STILL_HIDDEN = "still hidden"
    KEPT = "kept"
    RESTORED = "restored"
    GONE = "gone"
    RELEASED = "released"
    REFUSED = "refused"


class Action(TextChoices):
    """What a log entry may say. Content adds its own words beside these."""

    HIDE = "hide", "hidden"
    KEEP = "keep", "looked at, stays"
    CLOSE = "close", "taken away by its author, case closed"
    RESTORE = "restore", "made visible again"
    REOPEN = "reopen", "waits to be read again"
    RELEASE = "release", "released"
    REFUSE = "refuse", "refused"
    SUSPEND = "suspend", "writing suspended"
    LIFT = "lift", "suspension lifted"
    LOCK = "lock", "locked"
    UNLOCK = "unlock", "unlocked"
    PIN = "pin", "pinned"
    UNPIN = "unpin", "unpinned"
    MOVE = "move", "moved"
    RENAME = "rename", "title changed"
