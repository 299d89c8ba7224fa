"""What of the programme stays a person's own when their window ends."""

from django.urls import reverse

from accounts.models import User
from accounts.registry import OwnedItem
from recordings.models import Recording


def own_recordings(person: User) -> OwnedItem:
    count = Recording.objects.granted_to(person).count()
    return OwnedItem(
        label="recording" if count == 1 else "recordings",
        count=count,
        url=reverse("recordings:recording_index"),
        detail="Watch or download, for life.",
        sign="play",
    )
