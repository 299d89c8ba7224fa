"""The roles and paths that everyone here speaks of, whichever app they stand in.

The values are stored, the labels are read.
"""

from django.db.models import TextChoices


class Path(TextChoices):
    NONE = "", "No one path"
    DEVOPS = "devops", "DevOps"
    PLATFORM = "platform", "Platform engineering"
    MLOPS = "mlops", "MLOps"


class Role(TextChoices):
    DEVOPS = "devops", "DevOps engineer"
    PLATFORM = "platform", "Platform engineer"
    MLOPS = "mlops", "MLOps engineer"
    OTHER = "other", "Something else"

    @property
    def field(self) -> str:
        """The line that the role travels on."""
        return _FIELDS[self]

    @property
    def key(self) -> str:
        """The letter of its colour, shape and pattern in the look."""
        return _KEYS[self]


_FIELDS = {
    Role.DEVOPS: "DevOps",
    Role.PLATFORM: "platform engineering",
    Role.MLOPS: "MLOps",
    Role.OTHER: "another role",
}
_KEYS = {Role.DEVOPS: "d", Role.PLATFORM: "p", Role.MLOPS: "m", Role.OTHER: "o"}
