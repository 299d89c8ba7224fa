"""Known ways to fail that every form of words shares."""

from django.db import models

from core.errors import Changed


class SentBefore(Changed):
    """The form did its work with other words, which stand. These are written nowhere.

    `made` is what came of it then.
    """

    heading = "This form has been sent once before"
    button = "Send it as one more"

    def __init__(self, made: models.Model, *, theirs: str) -> None:
        super().__init__(
            "What you sent then stands, as it was. What you sent now says something "
            "else, and has not been saved: add it there, or send it as one more.",
            theirs=theirs,
        )
        self.made = made
