from datetime import date

import pytest
from django.http import QueryDict

from stories.enums import Part
from stories.forms import StoryForm, initial_of
from stories.models import Skill
from stories.services.editing import save_draft
from stories.types import NamedSkill
from tests.factories.access import member

pytestmark = pytest.mark.django_db

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": "7",
    "sentence": "Ask who owns the data first",
}


def filled(*, complete=True, **answers):
    data = QueryDict(mutable=True)
    data.update(FIVE | answers)
    vocabulary = Skill.objects.vetted().by_list()
    return StoryForm(data, vocabulary=vocabulary, complete=complete)


def test_five_answers_are_enough():
    form = filled()

    assert form.is_valid(), form.errors
    told = form.answers
    assert (told["months"], told["interest"], told["pay_detail"]) == (
        7,
        "none",
        "nothing",
    )
    assert told["skills"] == []
    assert told["kept_job"] is None


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        (
            dict.fromkeys(FIVE, ""),
            {
                "from_role": "Choose where you started.",
                "to_role": "Choose where you set out for.",
                "ending": "Choose where you are now.",
                "months": "Write the number of months.",
                "sentence": "Write your one sentence. It becomes the title.",
            },
        ),
        (
            {"months": "0"},
            {"months": "Write at least 1 month. If it took less, write 1."},
        ),
        ({"months": "601"}, {"months": "Write a number up to 600."}),
        ({"months": "seven"}, {"months": "Write a whole number in figures."}),
        ({"months": "9" * 400}, {"months": "Write a number up to 600."}),
        ({"from_role": "other"}, {"from_other": "Write the name of the role."}),
        (
            {"ending": "chose_other"},
            {"arrived_role": "Choose the line you took instead."},
        ),
        (
            {"ending": "chose_other", "arrived_role": "other"},
            {"arrived_other": "Write the name of the role."},
        ),
        ({"sentence": "Ask"}, {"sentence": "Write 5 characters or more."}),
        ({"sentence": "Ask\u202e\u202e"}, {"sentence": "Write 5 characters or more."}),
        (
            {"sentence": "\u200b" * 8},
            {"sentence": "Write your one sentence. It becomes the title."},
        ),
        (
            {"sentence": "a" * 141},
            {
                "sentence": "Say it in 140 characters or fewer. "
                "The rest fits under your own words."
            },
        ),
        (
            {"pay_detail": "band"},
            {"pay_band": "Choose the band. Or say nothing about pay."},
        ),
        (
            {"pay_detail": "percent", "pay_percent": "-101"},
            {"pay_percent": "Write a number from -100 to 1000."},
        ),
        (
            {"started_on": "soon"},
            {"started_on": "Write a month and a year, such as 2026-01."},
        ),
        (
            {"started_on": "0001-01"},
            {"started_on": "Write a month and a year, such as 2026-01."},
        ),
        (
            {"carried_kubernetes": "on", "added_other": "kubernetes"},
            {"added_other": "Kubernetes is told twice."},
        ),
        (
            {"carried_other": ",".join(f"skill {n}" for n in range(11))},
            {"carried_other": "Name up to 10 of your own."},
        ),
        (
            {"narrative": "a" * 10_001},
            {
                "narrative": "This is longer than 10,000 characters. "
                "All of it is still here; shorten it or make it two."
            },
        ),
    ],
)
def test_what_is_wrong_gets_one_clear_sentence(answers, errors):
    form = filled(**answers)

    assert not form.is_valid()
    assert {field: found[0] for field, found in form.errors.items()} == errors


@pytest.mark.parametrize("field", ["sentence", "narrative", "from_other", "months"])
def test_a_nul_byte_is_refused_and_kept(field):
    form = filled(**{"from_role": "other", "from_other": "Tester", field: "12\x00 345"})

    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert form[field].value() == "12\x00 345"


def test_a_draft_may_lack_any_answer():
    form = filled(complete=False, **dict.fromkeys(FIVE, ""))

    assert form.is_valid(), form.errors
    assert form.answers["months"] is None


def test_dates_do_for_months():
    form = filled(months="", started_on="2026-01", finished_on="08/2026")

    assert form.is_valid(), form.errors
    assert form.answers["started_on"] == date(2026, 1, 1)
    assert form.answers["finished_on"] == date(2026, 8, 1)


@pytest.mark.parametrize(
    "answers",
    [
        {"started_on": "2026-08", "finished_on": "2026-01"},
        {"months": "72"},
        {"to_role": "devops"},
        {"hours_per_week": "99"},
    ],
)
def test_odd_answers_are_no_errors(answers):
    assert filled(**answers).is_valid()


def test_skills_come_as_told_and_own_words_take_the_name_on_the_list():
    form = filled(
        carried_kubernetes="on",
        carried_other="Ansible,  FEATURE stores , ...",
        **{
            "added_experiment-tracking": "on",
            "weeks_experiment-tracking": "2",
            "difficulty_experiment-tracking": "4",
            "weeks_data-versioning": "6",
        },
    )

    assert form.is_valid(), form.errors
    assert form.answers["skills"] == [
        NamedSkill("Kubernetes", Part.CARRIED),
        NamedSkill("Experiment tracking", Part.ADDED, 2, 4),
        NamedSkill("Ansible", Part.CARRIED),
        NamedSkill("Feature stores", Part.CARRIED),
    ]


def test_a_stored_story_fills_the_form_as_it_was_told():
    form = filled(
        ending="chose_other",
        arrived_role="platform",
        kept_job="no",
        started_on="2026-01",
        carried_docker="",
        added_other="Kubeflow",
        pay_detail="percent",
        pay_percent="12",
        **{"added_drift-monitoring": "on", "weeks_drift-monitoring": "5"},
    )
    assert form.is_valid(), form.errors
    story = save_draft(author=member(), answers=form.answers)

    again = StoryForm(
        initial=initial_of(story), vocabulary=Skill.objects.vetted().by_list()
    )

    wanted = {
        "ending": "chose_other",
        "arrived_role": "platform",
        "kept_job": "no",
        "started_on": "2026-01",
        "added_other": "Kubeflow",
        "pay_percent": 12,
        "added_drift-monitoring": True,
        "weeks_drift-monitoring": 5,
        "version": 1,
    }
    assert {name: again[name].value() for name in wanted} == wanted


def test_no_field_of_the_form_says_optional():
    form = filled()
    form.is_valid()

    assert all(field.field.required for field in form)
