"""The words of the moderators' desk."""

from django.db.models import TextChoices


class Outcome(TextChoices):
    HIDDEN = "hidden", "Hidden"
    KEPT = "kept", "It stays"
    RESTORED = "restored", "Visible again"
    RELEASED = "released", "Released"
    REFUSED = "refused", "Refused"


class Act(TextChoices):
    """What a log entry may say. Content adds its own words beside these."""

    HIDE = "hide", "hidden"
    KEEP = "keep", "looked at, stays"
    RESTORE = "restore", "made visible again"
    RELEASE = "release", "released"
    REFUSE = "refuse", "refused"
    SUSPEND = "suspend", "writing suspended"
    LIFT = "lift", "suspension lifted"
    LOCK = "lock", "locked"
    UNLOCK = "unlock", "unlocked"
    PIN = "pin", "pinned"
    UNPIN = "unpin", "unpinned"
    MOVE = "move", "moved"
