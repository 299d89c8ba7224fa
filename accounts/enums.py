"""Words that the ledger and the roles are written in."""

from django.db.models import TextChoices


class Theme(TextChoices):
    AUTO = "auto", "As the system has it"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Contrast(TextChoices):
    NORMAL = "normal", "As drawn"
    MORE = "more", "More contrast"


class DocumentKind(TextChoices):
    TERMS = "terms", "Terms"
    PRIVACY = "privacy", "Privacy"
    RULES = "rules", "House rules"
