"""The organisers' forms of recordings."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from access.enums import CircleKind
from access.models import Circle
from accounts.models import User
from core.forms import LineField
from core.limits import CAPTIONS_MAX
from core.revisions import REVISION_MAX, revision_of
from recordings import signatures
from recordings.enums import RecordingKind
from recordings.errors import NoVideo
from recordings.models import Recording
from recordings.services.recordings import FIELDS

CAPTIONS_START = "WEBVTT"
# As the field of a browser reads it, wherever the browser is.
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ChangeRecordingForm(forms.ModelForm):
    """What is told of a film: all but the film itself."""

    presenter = LineField(
        required=False,
        max_length=31,
        label="Presenter’s handle",
        help_text="Who is seen in it, if it is one person.",
    )
    captions = forms.FileField(
        required=False,
        label="Captions",
        help_text="A WebVTT file (.vtt). Shown in the player.",
        widget=forms.FileInput(attrs={"accept": ".vtt"}),
    )

    kind = forms.ChoiceField(choices=RecordingKind.choices)
    revision = forms.CharField(
        required=False, max_length=REVISION_MAX, widget=forms.HiddenInput
    )

    class Meta:
        model = Recording
        fields = ["title", "kind", "recorded_on", "circle", "transcript"]
        widgets = {
            "recorded_on": DAY,
            "transcript": forms.Textarea(attrs={"rows": 12}),
        }
        labels = {
            "circle": "A circle of its own",
            "recorded_on": "Recorded on",
        }
        help_texts = {
            "circle": "Its people watch it too, beside those who keep the cohort’s "
            "recordings.",
            "transcript": "All that is said. It is needed before the recording is "
            "published; it can follow later.",
        }

    field_order = [
        *("title", "kind", "recorded_on", "presenter", "circle", "file", "captions"),
        "transcript",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Circle.objects.by_name().exclude(kind=CircleKind.COMMUNITY)
        circle: Any = self.fields["circle"]
        circle.queryset = own
        circle.empty_label = "None"
        if self.instance.pk:
            self.fields["revision"].required = True
            self.initial.setdefault("revision", revision_of(self.instance, FIELDS))
        else:
            del self.fields["revision"]
        if self.instance.presenter:
            self.fields["presenter"].initial = self.instance.presenter.handle

    def clean_presenter(self) -> User | None:
        handle = self.cleaned_data["presenter"].strip().removeprefix("@").lower()
        if not handle:
            return None
        person = User.objects.filter(handle=handle, is_active=True).first()
        if person is None:
            raise forms.ValidationError("Nobody here has this handle.")
        return person

    def clean_captions(self) -> str:
        """The captions as text; empty where no file was sent."""
        file: UploadedFile | None = self.cleaned_data["captions"]
        if not file:
            return ""
        if file.size and file.size > CAPTIONS_MAX:
            raise forms.ValidationError(
                f"Captions may have {filesizeformat(CAPTIONS_MAX)} at most."
            )
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            text = ""
        if not text.startswith(CAPTIONS_START):
            raise forms.ValidationError("This is no WebVTT file.")
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.is_published and not data.get("transcript", "").strip():
            self.add_error(
                "transcript", "It is published: its transcript can only be mended."
            )
        return data


class RecordingForm(ChangeRecordingForm):
    file = forms.FileField(
        label="Film",
        help_text="MP4 or WebM.",
        error_messages={
            "required": "Choose the film once more: files do not stay in a form.",
            "empty": "The file is empty.",
        },
        widget=forms.FileInput(attrs={"accept": "video/mp4,video/webm"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        most = settings.RECORDING_MAX
        if file.size and file.size > most:
            raise forms.ValidationError(
                f"The film has {filesizeformat(file.size)}; "
                f"{filesizeformat(most)} is the most."
            )
        try:
            signatures.kind_of(file, file.size or 0)
        except NoVideo as error:
            raise forms.ValidationError(error.sentence) from error
        return file
