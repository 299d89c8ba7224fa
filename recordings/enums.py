"""Words of the programme."""

from django.db.models import TextChoices


class RecordingKind(TextChoices):
    DEMO = "demo", "Architecture demo"
    DEMO_DAY = "demo_day", "Demo Day"
    REUNION = "reunion", "Reunion"


class VideoType(TextChoices):
    MP4 = "video/mp4", "MP4"
    WEBM = "video/webm", "WebM"

    @property
    def ending(self) -> str:
        return self.value.partition("/")[2]
