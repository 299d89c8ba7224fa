"""Known ways to fail that every room shares. Each carries what the page says."""

from datetime import datetime
from http import HTTPStatus
from math import ceil

from django.utils import timezone
from django.utils.formats import date_format

from core import clock
from core.zones import place_of


class TooFast(Exception):
    """A limit is reached. `retry_at` is when the same act is open again."""

    def __init__(self, sentence: str, retry_at: datetime) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.retry_at = retry_at

    @property
    def message(self) -> str:
        """The sentence, and the moment on the clock of whoever reads it."""
        moment = date_format(timezone.localtime(self.retry_at), "j F Y, H:i")
        place = place_of(timezone.get_current_timezone_name())
        return f"{self.sentence} It is open again at {moment} ({place})."

    @property
    def wait(self) -> str:
        """The seconds until then, one at least, as Retry-After has them."""
        return str(max(1, ceil((self.retry_at - clock.now()).total_seconds())))


class Refused(Exception):
    """A known failure, whose sentence the page shows beside what was typed."""

    status = HTTPStatus.CONFLICT

    @property
    def sentence(self) -> str:
        return str(self)


class Changed(Refused):
    """Someone changed the thing meanwhile. Nothing has been overwritten."""

    heading = "Someone changed this meanwhile"

    def __init__(self, sentence: str, *, theirs: str = "", yours: str = "") -> None:
        super().__init__(sentence)
        self.theirs = theirs
        self.yours = yours


class Gone(Exception):
    """The thing was here and has been removed for good."""

    def __init__(self, sentence: str, *, room: str = "") -> None:
        """`room` is where it stood: "stories", or the forum where it is empty."""
        super().__init__(sentence)
        self.sentence = sentence
        self.room = room
