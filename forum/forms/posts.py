"""What people type into the forum, checked before a service sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core import clock
from core.forms import LineField, PlainTextField
from core.limits import POST_MAX, REASON_MAX, TITLE_MAX, TITLE_MIN
from forum.models import Category, Thread
from writing.forms import ProseField, SubmissionMixin

TOO_LONG = (
    "This is %(show_value)d characters long and %(limit_value)d fit. "
    "Nothing is lost; take something out, or make two of it."
)
NO_TEXT = "Write something first."
NO_POST = (
    "The form did not say which post you answer. Nothing has been sent. "
    "Send it again, and it answers the thread."
)


def body_field(label: str, rows: int = 8) -> ProseField:
    return ProseField(
        label=label,
        max_length=POST_MAX,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": NO_TEXT, "max_length": TOO_LONG},
    )


class TitleField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Title",
            min_length=TITLE_MIN,
            max_length=TITLE_MAX,
            error_messages={
                "required": "Give the thread a title.",
                "min_length": "Give the thread a title of %(limit_value)d letters "
                "or more.",
                "max_length": "This title is %(show_value)d characters long and "
                "%(limit_value)d fit.",
            },
            **kwargs,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # As with texts: a browser's limit would cut what is pasted.
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class HiddenOnce(forms.HiddenInput):
    """A hidden field that stands in the form once: of two, neither is meant."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        found = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        return found[0] if len(found) == 1 else ",".join(found)


class ReplyForm(SubmissionMixin):
    """`after` is the last position of the thread when the form was made, and `to`
    that of the post which is answered.
    """

    body = body_field("Your reply", rows=6)
    after = forms.IntegerField(
        required=False, min_value=0, widget=forms.HiddenInput, max_value=10**9
    )
    to = forms.IntegerField(
        required=False,
        min_value=1,
        widget=HiddenOnce,
        max_value=10**9,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NO_POST),
    )


class ThreadForm(SubmissionMixin):
    category = forms.ModelChoiceField(
        queryset=Category.objects.none(),
        empty_label="Choose a category",
        error_messages={
            "required": "Choose where the thread belongs.",
            "invalid_choice": "You cannot start threads in this category.",
        },
        to_field_name="slug",
    )
    title = TitleField(help_text="Say what you want to know or tell, in one line.")
    body = body_field("Your first post", rows=12)

    def __init__(self, *args: Any, categories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = categories


class EditForm(forms.Form):
    """`revision` is the text that the author had before their eyes."""

    body = body_field("Your post", rows=12)
    revision = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=10**9
    )


class CorrectForm(forms.Form):
    """`whole` says what the post would then be, which has to fit as any post."""

    words = body_field("Your correction", rows=5)
    revision = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=10**9
    )

    def __init__(self, *args: Any, whole: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole = whole

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        over = len(self.whole(words)) - POST_MAX
        if over > 0:
            raise forms.ValidationError(
                f"With this the post is {over} characters too long. "
                "Write another post instead; nothing is lost."
            )
        return words


class SeenMixin(forms.Form):
    """`seen` is the stamp of what stood there when the page was made.

    A form that says nothing of it, such as one from before, is taken as it is.
    """

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        return self.cleaned_data["seen"] or None


class RenameForm(SeenMixin):
    """`reason` is asked of whoever changes the title of somebody else."""

    title = TitleField()
    reason = PlainTextField(
        label="Why",
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The author reads this in a letter, with both titles.",
        error_messages={"required": "Say why the title is changed."},
    )

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["reason"]


class JumpForm(forms.Form):
    """A place in a thread. A hidden one answers as well: with its tombstone."""

    post = forms.IntegerField(label="Go to post", widget=forms.TextInput)

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = thread.last_position
        self.fields["post"].widget.attrs |= {
            "inputmode": "numeric",
            "placeholder": f"1–{self.last}",
        }

    def clean_post(self) -> int:
        post = self.cleaned_data["post"]
        if not 1 <= post <= self.last:
            raise forms.ValidationError(
                f"The posts of this thread are numbered 1 to {self.last}."
            )
        return int(post)


class PreviewForm(forms.Form):
    body = body_field("Text")


class LockForm(SeenMixin):
    reason = PlainTextField(
        label="Why",
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everyone who reads the thread sees this.",
        error_messages={"required": "Say why the thread is locked."},
    )
    until = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="The thread opens again by itself at the end of this day. "
        "Leave it empty to lock it for good.",
    )

    def clean_until(self) -> datetime | None:
        return end_of_day(self.cleaned_data["until"])


class PinForm(SeenMixin):
    until = forms.DateField(
        label="Until",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="The pin comes off by itself at the end of this day.",
        error_messages={"required": "Say until which day."},
    )

    def clean_until(self) -> datetime | None:
        return end_of_day(self.cleaned_data["until"])


def end_of_day(day: Any) -> datetime | None:
    """The end of a day in the zone of whoever chose it; it lies ahead."""
    if day is None:
        return None
    try:
        ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    except OverflowError as error:
        raise forms.ValidationError("Choose an earlier day.") from error
    if ends <= clock.now():
        raise forms.ValidationError("Choose a day that is not over.")
    return ends
