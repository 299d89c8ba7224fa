from recordings.models.collection import Collection
from recordings.models.recording import Recording

__all__ = [
    "Collection",
    "Recording",
]
