"""Words that the ledger and the roles are written in."""

from django.db.models import TextChoices


class CircleKind(TextChoices):
    COMMUNITY = "community", "Community"
    COHORT = "cohort", "Cohort"
    RECORDINGS = "recordings", "Recordings"
    OTHER = "other", "Other"


class GrantSource(TextChoices):
    COHORT = "cohort", "Cohort programme"
    INVITATION = "invitation", "Invitation"
    ORGANISER = "organiser", "Given by an organiser"
    RENEWAL = "renewal", "Renewal"
    EXTENSION = "extension", "Extension"
    RESUMPTION = "resumption", "Resumed after a pause"
    IMPORT = "import", "Import"
    WEBHOOK = "webhook", "Shop"
    SAMPLE = "sample", "Sample"


class RoleKind(TextChoices):
    MODERATOR = "moderator", "Moderator"
    ORGANISER = "organiser", "Organiser"
    MENTOR = "mentor", "Mentor"


class ChangeKind(TextChoices):
    """What can be done to the access of one person, or of a whole circle.

    REVOKE_ONE ends one row of the ledger and is offered beside that row.
    """

    OPEN = "open", "Open a place"
    EXTEND = "extend", "Add days"
    RENEW = "renew", "Renew"
    PAUSE = "pause", "Pause"
    RESUME = "resume", "Resume"
    REVOKE = "revoke", "End now"
    REVOKE_ONE = "revoke_one", "End one grant"


# Whoever keeps order: what they write is shown whatever a reader blocked.
STAFF = (RoleKind.MODERATOR, RoleKind.ORGANISER)
