from django.db.models import TextChoices


class Level(TextChoices):
    """What a person has said about a thing: the loudest first."""

    FOLLOW = "follow", "Tell me"
    WATCH = "watch", "Keep it in sight"
    MUTE = "mute", "Do not tell me"
    FILTER = "filter", "Leave it out of lists, and do not tell me"


# Of what one has said this about, one hears nothing.
SILENT = (Level.MUTE, Level.FILTER)


class Source(TextChoices):
    """Why a rule is there, so that its page can say so."""

    OWN = "own", "You chose it"
    WROTE = "wrote", "You wrote there"
    SITE = "site", "It is so for everybody"
