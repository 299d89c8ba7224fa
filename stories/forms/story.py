"""The form in which a story is told: five answers, and all the rest by choice."""

from collections.abc import Iterable
from typing import Any

from django import forms

from core.forms import LineField
from core.limits import SENTENCE_MAX, TITLE_MIN
from core.vocabularies import Role
from stories.enums import (
    KEPT_JOB,
    Again,
    Employer,
    Ending,
    Experience,
    Hardest,
    Interest,
    Part,
    PayBand,
    PayDetail,
    PayDirection,
    Region,
)
from stories.forms.fields import (
    NOT_ANSWERED,
    MonthField,
    cards,
    choice,
    number,
    other,
    prose,
)
from stories.forms.skills import SkillsForm
from stories.models import (
    HOURS_MAX,
    MONTHS_MAX,
    PERCENT_MAX,
    PERCENT_MIN,
    Skill,
    Story,
)
from writing.forms import SubmissionMixin


class StoryForm(SkillsForm, SubmissionMixin):
    """`complete` asks for the five answers; a draft may lack any of them.

    `required` is what the field's template goes by when it writes "optional", so
    it stays on except while the answers are cleaned: here a page says once what
    may be left out.
    """

    use_required_attribute = False

    from_role = choice("1. Where did you start?", Role.choices, widget=cards("paths"))
    from_other = other("If it was something else: what?")
    to_role = choice(
        "2. Where did you set out for?", Role.choices, widget=cards("paths")
    )
    to_other = other("If it was something else: what?")
    ending = choice("3. Where are you now?", Ending.choices, widget=cards("short"))
    arrived_role = choice(
        "If you chose another line: which?", Role.choices, widget=cards("paths")
    )
    arrived_other = other("If that is something else: what?")
    months = number(
        "4. How many months did it take?",
        1,
        MONTHS_MAX,
        "Write at least 1 month. If it took less, write 1.",
        help_text="From the first week you worked on it to the first day in the role. "
        "Still under way, or still considering: the months so far.",
    )
    sentence = LineField(
        label="5. In one sentence: what should the next person know?",
        help_text="This becomes the title.",
        required=False,
        min_length=TITLE_MIN,
        max_length=SENTENCE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "max_length": f"Say it in {SENTENCE_MAX} characters or fewer. "
            "The rest fits under your own words.",
            "min_length": f"Write {TITLE_MIN} characters or more.",
        },
    )

    hardest = choice(
        "What was the hardest part to learn?", [NOT_ANSWERED, *Hardest.choices]
    )
    hardest_words = prose("The hardest part, in your words")
    surprise = prose("What surprised you about the role?")
    again = choice("Would you do it again?", [NOT_ANSWERED, *Again.choices])
    differently = prose("What would you do differently?")

    started_on = MonthField(
        label="Started in",
        help_text="Month and year. With both months told, we count from them.",
    )
    finished_on = MonthField(label="Ended in", help_text="Month and year.")
    hours_per_week = number(
        "Hours a week", 1, HOURS_MAX, "Write at least 1 hour a week."
    )
    kept_job = choice(
        "Did you keep the old job meanwhile?",
        [NOT_ANSWERED, ("yes", "Yes"), ("no", "No")],
    )
    experience = choice(
        "Years in the starting role, when you began",
        [NOT_ANSWERED, *Experience.choices],
    )
    employer = choice(
        "Where is, or was, the new role?", [NOT_ANSWERED, *Employer.choices]
    )
    region = choice("Region", [NOT_ANSWERED, *Region.choices])

    pay_detail = choice("How much do you say?", PayDetail.choices, widget=cards())
    pay_direction = choice("Pay went", [NOT_ANSWERED, *PayDirection.choices])
    pay_band = choice("The band", [NOT_ANSWERED, *PayBand.choices])
    pay_percent = number(
        "Percent, with a minus for less",
        PERCENT_MIN,
        PERCENT_MAX,
        f"Write a number from {PERCENT_MIN} to {PERCENT_MAX}.",
    )

    narrative = prose(
        "Your story",
        "Headings, lists, tables and code work, as in the forum.",
        rows=14,
    )
    interest = choice(
        "Do you have an interest to declare?",
        Interest.choices,
        help_text="Readers see it, and can leave you out of any figure.",
        widget=cards("short"),
    )
    version = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def __init__(
        self,
        *args: Any,
        vocabulary: Iterable[Skill],
        complete: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, vocabulary=vocabulary, **kwargs)
        self.complete = complete
        self._require(True)

    def full_clean(self) -> None:
        self._require(False)
        super().full_clean()
        self._require(True)

    def _require(self, is_required: bool) -> None:
        for field in self.fields.values():
            field.required = is_required

    def _tells(self, *names: str) -> bool:
        """Whether a fold holds anything, or an error: then the page opens it."""
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def tells_hardest(self) -> bool:
        return self._tells(
            "hardest", "hardest_words", "surprise", "again", "differently"
        )

    @property
    def tells_time(self) -> bool:
        return self._tells(
            "started_on",
            "finished_on",
            "hours_per_week",
            "kept_job",
            "experience",
            "employer",
            "region",
        )

    @property
    def tells_pay(self) -> bool:
        says_something = self["pay_detail"].value() not in {"", None, PayDetail.NOTHING}
        return says_something or self._tells("pay_direction", "pay_band", "pay_percent")

    @property
    def tells_words(self) -> bool:
        return self._tells("narrative")

    def clean_kept_job(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["kept_job"])

    def clean_pay_detail(self) -> str:
        return self.cleaned_data["pay_detail"] or PayDetail.NOTHING

    def clean_interest(self) -> str:
        return self.cleaned_data["interest"] or Interest.NONE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._ask_for_pay(cleaned)
        self.gather_skills(cleaned)
        if self.complete:
            self._ask_for_five(cleaned)
        return cleaned

    def _ask_for_pay(self, cleaned: dict[str, Any]) -> None:
        wanted = {
            PayDetail.DIRECTION: ("pay_direction", "Choose up, same or down."),
            PayDetail.BAND: ("pay_band", "Choose the band."),
            PayDetail.PERCENT: ("pay_percent", "Write the percentage."),
        }.get(cleaned.get("pay_detail", ""))
        if wanted and wanted[0] in cleaned and cleaned[wanted[0]] in ("", None):
            self.add_error(wanted[0], f"{wanted[1]} Or say nothing about pay.")

    def _ask_for_five(self, cleaned: dict[str, Any]) -> None:
        asked = {
            "from_role": "Choose where you started.",
            "to_role": "Choose where you set out for.",
            "ending": "Choose where you are now.",
            "months": "Write the number of months.",
            "sentence": "Write your one sentence. It becomes the title.",
        }
        if cleaned.get("ending") == Ending.CHOSE_OTHER:
            asked["arrived_role"] = "Choose the line you took instead."
        for role, text in (
            ("from_role", "from_other"),
            ("to_role", "to_other"),
            ("arrived_role", "arrived_other"),
        ):
            if cleaned.get(role) == Role.OTHER and (role in asked):
                asked[text] = "Write the name of the role."
        has_dates = cleaned.get("started_on") and cleaned.get("finished_on")
        if has_dates and cleaned["started_on"] <= cleaned["finished_on"]:
            asked.pop("months")
        for field, sentence in asked.items():
            if field in cleaned and cleaned[field] in ("", None):
                self.add_error(field, sentence)

    @property
    def answers(self) -> dict[str, Any]:
        """What the services take: fields of a story, and its skills."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"token", "version"}
        }


def initial_of(story: Story) -> dict[str, Any]:
    """A stored story as the form shows it."""
    fields = [
        name
        for name in StoryForm.base_fields
        if name not in {"token", "version", "carried_other", "added_other", "kept_job"}
    ]
    initial: dict[str, Any] = {name: getattr(story, name) for name in fields}
    initial["version"] = story.version
    initial["kept_job"] = KEPT_JOB[story.kept_job]
    own: dict[str, list[str]] = {Part.CARRIED: [], Part.ADDED: []}
    for row in story.story_skills.select_related("tag__skill").order_by("pk"):
        if not row.has_chip:
            own[row.part].append(row.name)
            continue
        initial[f"{row.part}_{row.tag.slug}"] = True
        initial[f"weeks_{row.tag.slug}"] = row.weeks
        initial[f"difficulty_{row.tag.slug}"] = row.difficulty
    initial["carried_other"] = ", ".join(own[Part.CARRIED])
    initial["added_other"] = ", ".join(own[Part.ADDED])
    return initial
