"""Words of coming in."""

from django.db.models import TextChoices


class GateMode(TextChoices):
    OPEN = "open", "Anyone may join"
    INVITATION = "invitation", "By invitation"
    APPROVAL = "approval", "After an organiser has approved it"
    COHORT_ONLY = "cohort_only", "Members of a cohort only"


class RequestKind(TextChoices):
    WINDOW = "window", "Open my window, or extend it"
    OTHER = "other", "Something else"


class ShopEventOutcome(TextChoices):
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
