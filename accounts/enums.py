"""Words that the ledger and the roles are written in."""

from django.db.models import TextChoices


class Theme(TextChoices):
    AUTO = "auto", "As the system has it"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Contrast(TextChoices):
    NORMAL = "normal", "As drawn"
    MORE = "more", "More contrast"


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
    HOOK = "hook", "Shop"
    SAMPLE = "sample", "Sample"


class RoleKind(TextChoices):
    MODERATOR = "moderator", "Moderator"
    ORGANISER = "organiser", "Organiser"
    MENTOR = "mentor", "Mentor"


# Who keeps order here.
STAFF = (RoleKind.MODERATOR, RoleKind.ORGANISER)


class DocumentKind(TextChoices):
    TERMS = "terms", "Terms"
    PRIVACY = "privacy", "Privacy"
    RULES = "rules", "House rules"


class GateMode(TextChoices):
    OPEN = "open", "Anyone may join"
    INVITATION = "invitation", "By invitation"
    APPROVAL = "approval", "After an organiser has approved it"
    COHORT_ONLY = "cohort_only", "Members of a cohort only"


class RequestKind(TextChoices):
    WINDOW = "window", "Open my window, or extend it"
    OTHER = "other", "Something else"


class HookOutcome(TextChoices):
    """What came of an event that a shop sent."""

    OPENED = "opened", "The place is open."
    INVITED = "invited", "An invitation is on its way to the address."
    RENEWED = "renewed", "The place lasts longer."
    ALREADY = "already", "This order has opened or offered the place before."
    OVER = "over", "The window would be over already. Nothing was opened."
    ENDED = "ended", "The place of this order has ended."
    NOTHING = "nothing", "Nothing of this order was open."
    OLDER = "older", "A later event of this order came first. Nothing was changed."


class ImportOutcome(TextChoices):
    """What a line of a list of graduates does."""

    OPEN = "open", "The place opens"
    INVITE = "invite", "A letter invites"
    SAME = "same", "Unchanged"
    BAD = "bad", "Bad"


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
