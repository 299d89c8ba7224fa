from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.models import Circle, Grant
from core import clock
from core.fields import LineField, LongTextField
from core.limits import TITLE_MAX, TITLE_MIN, TRANSCRIPT_MAX
from core.plain import cut
from core.private import PrivateStorage
from core.slugs import slug
from recordings.enums import RecordingKind, VideoType
from recordings.models.collection import Collection

if TYPE_CHECKING:
    from access.access import Access
    from accounts.models import User


class RecordingQuerySet(models.QuerySet["Recording"]):
    def published(self) -> RecordingQuerySet:
        return self.filter(published_at__isnull=False)

    def granted_to(self, person: User) -> RecordingQuerySet:
        """Published ones that a grant of this moment opens, whatever else is closed."""
        held = Grant.objects.open_at(clock.now()).filter(person=person)
        circles = held.values("circle")
        return self.published().filter(
            Q(circle__in=circles) | Q(collection__circle__in=circles)
        )

    def visible_to(self, access: Access) -> RecordingQuerySet:
        """What may be watched and named: by a grant; organisers know all of them."""
        if not access.is_signed_in:
            return self.none()
        if access.is_organiser:
            return self.all()
        opened = access.open_circles
        return self.published().filter(
            Q(circle__in=opened) | Q(collection__circle__in=opened)
        )

    def by_day(self) -> RecordingQuerySet:
        return self.order_by("-recorded_on", "-pk")

    def for_lists(self) -> RecordingQuerySet:
        return self.select_related("collection").defer("transcript")


class Recording(models.Model):
    """A film of the programme, kept for life by whoever was granted it.

    Open to the circle that keeps its collection, and to `circle` where it
    has one of its own. `file` has a name that nobody can guess and lies where no
    front server reaches. Without a transcript it cannot be published.
    """

    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="recordings"
    )
    circle = models.ForeignKey(
        Circle,
        on_delete=models.PROTECT,
        related_name="recordings",
        null=True,
        blank=True,
    )
    title = LineField(max_length=TITLE_MAX, validators=[MinLengthValidator(TITLE_MIN)])
    kind = models.CharField(max_length=8, choices=RecordingKind)
    recorded_on = models.DateField()
    presenter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="presented_recordings",
        null=True,
        blank=True,
    )

    file = models.FileField(
        storage=PrivateStorage(), max_length=120, editable=False, unique=True
    )
    size = models.PositiveBigIntegerField(editable=False)
    content_type = models.CharField(max_length=10, choices=VideoType, editable=False)
    captions = models.FileField(
        storage=PrivateStorage(), max_length=120, blank=True, editable=False
    )
    transcript = LongTextField(
        blank=True, validators=[MaxLengthValidator(TRANSCRIPT_MAX)]
    )

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recordings_recording_published_with_transcript",
                condition=Q(published_at=None) | ~Q(transcript=""),
                violation_error_message="A recording needs its transcript before it "
                "is published.",
            ),
            models.CheckConstraint(
                name="recordings_recording_kind_known",
                condition=Q(kind__in=RecordingKind.values),
            ),
            models.CheckConstraint(
                name="recordings_recording_content_type_known",
                condition=Q(content_type__in=VideoType.values),
            ),
            models.CheckConstraint(
                name="recordings_recording_has_bytes", condition=Q(size__gt=0)
            ),
        ]
        indexes = [
            models.Index(
                fields=["collection", "-recorded_on"],
                name="recordings_recording_listing",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("recordings:recording_detail", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def download_name(self) -> str:
        """A name that its keeper recognises among other files."""
        ending = VideoType(self.content_type).ending
        title = cut(slug(self.title), 60).rstrip("-")
        name = f"{self.collection.slug}-{self.recorded_on:%Y-%m-%d}-{title}"
        return f"{name.rstrip('-')}.{ending}"
