"""Whom to see the site as is in the address; when, and why, is asked here."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from accounts.models import User
from core import clock
from core.forms import PlainTextField
from core.limits import REASON_MAX
from core.zones import place_of

AHEAD = timedelta(days=3_653)
MINUTE = timedelta(minutes=1)


class ViewAsForm(forms.Form):
    """A moment on the clock of the member; `cleaned_data` gives it in UTC."""

    on = forms.DateField(
        label="Date", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    at = forms.TimeField(
        label="Time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reason = PlainTextField(
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Written into the log beside your name, at the start and the end.",
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        self.zone = ZoneInfo(person.zone)
        now = clock.now().astimezone(self.zone)
        start = {"on": now.date(), "at": now.time()}
        kwargs["initial"] = start | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields[
            "at"
        ].help_text = f"On the clock of {place_of(person.zone)}, their zone."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "on" in data and "at" in data:
            data["moment"] = self._moment(data.pop("on"), data.pop("at"))
        return data

    def _moment(self, on: Any, at: Any) -> datetime | None:
        local = datetime.combine(on, at, tzinfo=self.zone)
        try:
            moment = local.astimezone(UTC)
        except OverflowError:
            self.add_error("on", "This day is outside the calendar.")
            return None
        if moment.astimezone(self.zone).time() != at:
            self.add_error("at", "The clock jumps over this time on that day.")
        if moment < self.person.created_at.replace(second=0, microsecond=0):
            self.add_error("on", "The account did not exist yet.")
        now = clock.now()
        if moment > now + AHEAD:
            self.add_error("on", "Choose a day in the next ten years.")
        # This minute is now: what was given a second ago counts.
        return now if moment <= now < moment + MINUTE else moment
