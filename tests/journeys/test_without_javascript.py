"""The whole of reading and writing in a browser that runs no scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.limits import POST_MAX, REASON_MAX
from forum.models import Post
from moderation.models import Flag
from stories.services.editing import save_draft
from stories.services.publishing import publish_story
from tests.factories.access import member
from tests.factories.accounts import PASSWORD
from tests.factories.forum import CategoryFactory, thread_of
from tests.journeys.steps import follow, heading, own_menu, post, press

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "How long did the move take you?"
SENTENCE = "Nobody asked me for a model, only for a pipeline."
REPLY = "It took me **eleven** months, beside a full week."


@pytest.fixture
def thread():
    """Twenty-three posts, so that there is a second page."""
    author = member(handle="sanna", display_name="Sanna Lind")
    answers = {
        "from_role": "platform",
        "to_role": "mlops",
        "ending": "done",
        "months": 11,
        "sentence": SENTENCE,
    }
    publish_story(author=author, story=save_draft(author=author, answers=answers))
    category = CategoryFactory(name="Career paths", slug="career-paths")
    return thread_of(23, title=TITLE, author=author, category=category)


def test_a_visitor_reads_and_searches(page_without_scripts, thread):
    page = page_without_scripts
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role(
        "link", name="Forum"
    ).click()
    follow(page, "Career paths")
    follow(page, TITLE)
    page.get_by_role("link", name="Later: 21 to 23").first.click()
    expect(page.get_by_text("Page 2 of 2").first).to_be_visible()
    page.get_by_label("Go to post").fill("3")
    press(page, "Go")
    expect(post(page, 3)).to_be_in_viewport()

    post(page, 1).get_by_role("link", name="Sanna Lind").click()
    heading(page, "Sanna Lind")
    page.get_by_role("link", name=SENTENCE, exact=True).click()
    heading(page, SENTENCE)

    search = page.get_by_role("banner").get_by_role("searchbox")
    search.fill("how long did")
    search.press("Enter")
    heading(page, "Search")
    follow(page, TITLE)
    heading(page, TITLE)


def test_a_member_replies_and_flags(page_without_scripts, thread):
    page, person = page_without_scripts, member(display_name="Dario Fo")
    page.goto(thread.get_absolute_url() + "?page=2")
    follow(page, "Sign in to reply")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")

    heading(page, "Your reply")
    box = page.get_by_label("Your reply")
    too_long = "long " * (POST_MAX // 5) + "."
    box.fill(too_long)
    press(page, "Reply")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Everything you wrote is still here.")
    expect(box).to_have_value(too_long)

    box.fill(REPLY)
    press(page, "Preview")
    preview = page.get_by_role("region", name="How it will look")
    expect(preview.locator("strong")).to_have_text("eleven")
    previewed = preview.locator(".prose").inner_html().strip()
    expect(box).to_have_value(REPLY)
    assert Post.objects.count() == 24  # Twenty-three, and the story's own.
    press(page, "Reply")

    heading(page, TITLE)
    assert post(page, 24).locator(".prose").inner_html().strip() == previewed
    post(page, 24).get_by_role("link", name="Edit your post 24").click()
    page.get_by_label("Your post").fill("It took me eleven months.")
    press(page, "Save")
    expect(post(page, 24)).to_contain_text("It took me eleven months.")

    post(page, 22).get_by_role("link", name="Flag post 22").click()
    note = page.get_by_label("What should the moderators know?")
    page.get_by_label("Advertisement").check()
    note.fill("s" * (REASON_MAX + 1))
    press(page, "Send to the moderators")
    expect(alert).to_contain_text("Everything you wrote is still here.")
    expect(page.get_by_label("Advertisement")).to_be_checked()
    expect(note).to_have_value("s" * (REASON_MAX + 1))
    note.fill("It sells a course.")
    press(page, "Send to the moderators")
    expect(page.get_by_text("The moderators have it.")).to_be_visible()
    assert Flag.objects.get().note == "It sells a course."

    own_menu(page).click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert (
        page.request.get(reverse("accounts:profile_own"), max_redirects=0).status == 302
    )
