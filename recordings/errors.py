"""Known failures of the programme. Each says what the page says."""


class NoVideo(Exception):
    """The file is not a film that a browser plays, or it holds more than one."""

    @property
    def sentence(self) -> str:
        return str(self)
