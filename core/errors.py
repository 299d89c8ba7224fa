"""Known ways to fail that every room shares. Each carries what the page says."""

from datetime import datetime


class TooFast(Exception):
    """A limit is reached. `retry_at` is when the same act is open again."""

    def __init__(self, sentence: str, retry_at: datetime) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.retry_at = retry_at


class Changed(Exception):
    """Someone changed the thing meanwhile. Nothing has been overwritten."""

    heading = "Someone changed this meanwhile"

    def __init__(self, sentence: str, *, theirs: str = "", yours: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.theirs = theirs
        self.yours = yours


class Gone(Exception):
    """The thing was here and has been removed for good."""

    def __init__(self, sentence: str, *, room: str = "") -> None:
        """`room` is where it stood: "stories", or the forum where it is empty."""
        super().__init__(sentence)
        self.sentence = sentence
        self.room = room
