"""What the forum's doors say no with. The views turn each into its page."""

from core.errors import Refused


class ParentGone(Refused):
    """The post that somebody answers is not there to be read, or no longer."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"Post {position} cannot be answered: it is not there, or was taken away. "
            "Nothing has been sent. Send it again, and it answers the thread."
        )


class ClosedDoor(Exception):
    """The thing exists, the reader may know of it, and it is closed to them.

    `title` and `teaser` are what the category's rule lets through.
    """

    def __init__(
        self, *, what: str, behind: str, title: str = "", teaser: str = ""
    ) -> None:
        super().__init__(what)
        self.what = what
        self.behind = behind
        self.title = title
        self.teaser = teaser
