"""An organiser brings in two hundred graduates from a list with five bad lines."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from access.models import Grant
from core import clock
from onboarding.models import Invitation
from tests.factories.access import CircleFactory, organiser
from tests.factories.accounts import UserFactory
from tests.journeys.steps import follow, heading, press

pytestmark = pytest.mark.django_db(transaction=True)

KNOWN, ALL = 20, 200
# Which line is spoilt, what stands there, and what the page says of it.
SPOILT = {
    17: ("@example.org", "@example", "is not an address"),
    58: ("cohort-3", "cohort-33", "There is no circle “cohort-33”."),
    102: ("-01-", "-13-", "is not a day"),
    140: (",Graduate 138,", ",=HYPERLINK(138),", "begins like a formula"),
    199: (",Graduate 197,", ',"Graduate 197,', "quotation mark"),
}


@pytest.fixture
def graduates():
    """A list as a spreadsheet writes it; twenty of them have an account."""
    CircleFactory(slug="cohort-3", name="Cohort 3", kind="cohort")
    day = f"{clock.now().year}-01-02"
    lines = ["E-Mail;Name;Circle;Graduation day"]
    for number in range(ALL):
        address = f"graduate-{number}@example.org"
        if number < KNOWN:
            UserFactory(email=address)
        lines.append(f"{address};Graduate {number};cohort-3;{day}")
    return lines


def spoil(lines):
    spoilt = list(lines)
    for number, (good, bad, _why) in SPOILT.items():
        good, bad = good.replace(",", ";"), bad.replace(",", ";")
        assert good in spoilt[number - 1]
        spoilt[number - 1] = spoilt[number - 1].replace(good, bad, 1)
    return "\r\n".join(spoilt)


def upload(page, text):
    content = text.encode("utf-8-sig")
    file = {"name": "graduates.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("A CSV file").set_input_files(file)
    press(page, "Show what would happen")


def test_two_hundred_graduates_come_in_after_five_lines_were_mended(
    page, sign_in, graduates, assert_accessible
):
    sign_in(page, organiser())
    page.goto(reverse("access:organise_index"))
    follow(page, "Bring graduates in")
    heading(page, "Bring graduates in")

    upload(page, spoil(graduates))
    summary = "19 places open, 176 letters go out, 0 unchanged, 5 bad lines"
    expect(page.get_by_role("heading", name=summary)).to_be_visible()
    bad = page.get_by_role("table", name="Bad lines")
    for number, (_good, _bad, why) in SPOILT.items():
        row = bad.get_by_role("row").filter(
            has=page.get_by_role("rowheader", name=str(number), exact=True)
        )
        expect(row).to_contain_text(why)
    expect(page.get_by_role("button", name="Do exactly this")).to_have_count(0)
    assert_accessible(page)
    assert not Grant.objects.exists()

    page.get_by_label("Or the lines themselves").fill("\n".join(graduates))
    press(page, "Show what would happen")
    summary = "20 places open, 180 letters go out, 0 unchanged, 0 bad lines"
    expect(page.get_by_role("heading", name=summary)).to_be_visible()
    press(page, "Do exactly this")
    expect(page.get_by_text(f"Done: {summary}.")).to_be_visible()
    assert Grant.objects.filter(source="import").count() == KNOWN
    assert Invitation.objects.count() == ALL - KNOWN

    upload(page, "\r\n".join(graduates))
    same = "0 places open, 0 letters go out, 200 unchanged, 0 bad lines"
    expect(page.get_by_role("heading", name=same)).to_be_visible()
    expect(page.get_by_text("so there is nothing to do")).to_be_visible()

    call_command("work", "--once")
    invited = [letter for letter in mail.outbox if "invites you" in letter.subject]
    assert len(invited) == ALL - KNOWN
