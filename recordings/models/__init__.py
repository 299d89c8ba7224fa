from recordings.models.recording import Recording

__all__ = [
    "Recording",
]
