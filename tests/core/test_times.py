"""One form of a day and of a moment, on every page."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from core.templatetags.core import ago, day, moment, month

AT = datetime(2026, 12, 1, 22, 58, 30, tzinfo=UTC)
FACTS = (
    'datetime="2026-12-01T22:58:30+00:00" '
    'title="Tuesday 1 December 2026, 23:58 (UTC+1)"'
)
# The style of a date in a template, outside mail, which names the weekday of an end.
STYLE = re.compile(r"\|date:\"([^\"]*)\"")
FORMS = {"j F Y", "j F Y, H:i", "l j F Y", "l j F", "j F"}


@pytest.mark.parametrize(
    ("tag", "value", "said"),
    [
        (moment, AT, f"<time {FACTS}>1 December 2026, 23:58</time>"),
        (ago, AT, f"<time {FACTS} data-ago>1 December 2026, 23:58</time>"),
        (day, AT, '<time datetime="2026-12-01">1 December 2026</time>'),
        (day, date(2026, 5, 3), '<time datetime="2026-05-03">3 May 2026</time>'),
        (month, AT, '<time datetime="2026-12">December 2026</time>'),
        (moment, None, ""),
        (ago, None, ""),
        (day, None, ""),
        (month, None, ""),
    ],
)
def test_a_time_is_said_in_one_form_in_the_zone_of_the_reader(tag, value, said):
    with timezone.override("Europe/Amsterdam"):
        assert tag(value) == said


def test_ago_says_the_day_alone_where_older_ones_need_no_hour():
    with timezone.override("Europe/Amsterdam"):
        said = ago(AT, "day")

    assert said.endswith(" data-ago>1 December 2026</time>")
    assert 'title="Tuesday 1 December 2026, 23:58 (UTC+1)"' in said


def test_no_template_says_a_date_in_a_form_of_its_own():
    templates = Path(settings.BASE_DIR, "templates")
    found = {
        style
        for template in templates.rglob("*.*")
        for style in STYLE.findall(template.read_text(encoding="utf-8"))
    }

    assert found - FORMS == set()
