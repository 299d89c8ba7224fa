"""The main job, from an empty house to a closed window, as four people live it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from access import calendar
from access.models import Grant
from accounts.models import User
from core import clock
from forum.models import Thread
from forum.services.posts import reply_to_thread
from forum.services.threads import start_thread
from moderation.models import Message
from stories.models import Story
from stories.services.editing import save_draft
from stories.services.publishing import publish_story
from tests.accounts.auth.steps import NEW_PASSWORD, app_code
from tests.factories.access import member, moderator
from tests.factories.accounts import UserFactory
from tests.factories.forum import CategoryFactory
from tests.jobs import run_jobs
from tests.journeys.steps import (
    KEY_OF_TESTS,
    code_in,
    follow,
    heading,
    letters_to,
    link_in,
    post,
    press,
    sign_in_by_password,
)

pytestmark = pytest.mark.django_db(transaction=True)

OLD_THREAD = "Which of the two did you turn down, and why?"
OLD_STORY = "Ask who is paged at night before you say yes."
GRADUATE = "ines@example.org"
THREAD = "Platform engineering or MLOps after six years of pipelines?"
FIRST_POST = """\
## Where I stand

I ran deployments for *six years*. Two offers lie here:

- a platform team of four
- an MLOps team of one, which would be me

| | Platform | MLOps |
| --- | --- | --- |
| On call | every fourth week | always |

```yaml
replicas: 3
```
"""
REPLY = "I turned down the bigger team, and I would do so again."
UNKIND = "Only a fool would say that, and you say it twice."
STORY = "Read a training loop line by line before you schedule one."
WORDS = "Please say it without the name-calling."


@pytest.fixture
def place():
    """What stood there before: one thread and one story that everyone may read."""
    author = member(handle="joaquin", display_name="Joaquín Prado")
    category = CategoryFactory(name="Career paths", slug="career-paths")
    thread = start_thread(
        author=author,
        category=category,
        title=OLD_THREAD,
        body="I turned down MLOps. Tell me that I was wrong.",
    )
    answers = {
        "from_role": "devops",
        "to_role": "mlops",
        "ending": "done",
        "months": 7,
        "sentence": OLD_STORY,
    }
    story = save_draft(author=author, answers=answers)
    publish_story(author=author, story=story)
    return thread


def test_from_an_empty_house_to_a_closed_window(open_page, place):
    a_visitor_reads_what_is_public(open_page())

    organiser = open_page()
    the_first_organiser_is_appointed(organiser)
    makes_a_category_for_members(organiser)
    invites_a_graduate(organiser)

    graduate = open_page()
    the_graduate_joins(graduate)
    finds_twelve_months_open(graduate)
    opens_a_thread(graduate)
    replies_to_another(graduate)
    tells_a_story_that_gets_its_thread(graduate)
    an_unkind_reply_comes_in()
    flags_it(graduate)

    a_moderator_hides_it(open_page())
    the_author_is_told_why(open_page())

    own = Grant.objects.get(person__email=GRADUATE)
    with time_machine.travel(own.ends_at + timedelta(seconds=1)):
        the_window_has_ended(open_page())


def a_visitor_reads_what_is_public(page):
    page.goto("/")
    page.get_by_role("link", name=OLD_THREAD).first.click()
    heading(page, OLD_THREAD)
    expect(page.get_by_text("Tell me that I was wrong.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in to reply")).to_be_visible()

    page.get_by_role("navigation", name="Main").get_by_role(
        "link", name="Stories"
    ).click()
    page.get_by_role("link", name=OLD_STORY).click()
    heading(page, OLD_STORY)
    expect(
        page.get_by_role("heading", name="Questions to Joaquín Prado")
    ).to_be_visible()
    page.context.close()


def the_first_organiser_is_appointed(page):
    person = UserFactory(handle="hilde", display_name="Hilde Aas")
    call_command("appoint_organiser", person.email, verbosity=0)
    sign_in_by_password(page, person.email)

    # The role does nothing before the second factor stands.
    expect(page.get_by_text("Your role waits for a second factor")).to_be_visible()
    assert page.request.get(reverse("access:organise_index")).status == 404

    page.get_by_role("link", name="Set up an app").click()
    secret = page.get_by_label("The key").input_value()
    page.get_by_label("six digits").fill(app_code(secret))
    press(page, "Set it up")
    expect(page.locator(".codes li")).to_have_count(10)


def makes_a_category_for_members(page):
    page.get_by_role("link", name="Organise").click()
    follow(page, "Categories")
    follow(page, "Make a category")
    page.get_by_label("Name").fill("Crossings")
    page.get_by_label("Address").fill("crossings")
    page.get_by_label("Description").fill("Where two paths meet.")
    page.get_by_label("A teaser shows").select_option(label="The title")
    press(page, "Make it")

    heading(page, "Rights in Crossings")
    for box in (
        "Everyone, signed in or not: See a teaser",
        "In Community: Read",
        "In Community: Start threads",
        "In Community: Reply",
    ):
        page.get_by_role("checkbox", name=box, exact=True).check()
    press(page, "Save the rights")


def invites_a_graduate(page):
    page.goto(reverse("onboarding:organise_invitation_index"))
    page.get_by_label("Address").fill(GRADUATE)
    page.get_by_label("Name").fill("Inês Rocha")
    page.get_by_label("Circle").select_option(label="Community")
    press(page, "Send the letter")
    expect(page.get_by_text(f"The letter to {GRADUATE} is on its way.")).to_be_visible()


def the_graduate_joins(page):
    [invitation] = letters_to(GRADUATE)
    page.goto(link_in(invitation, "/invitations/"))
    heading(page, "Inês Rocha, you are invited")
    follow(page, "Join and take the place")

    page.get_by_label("Email").fill(GRADUATE)
    page.get_by_label("Handle").fill("ines")
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_label("I agree to the terms").check()
    press(page, "Send me the code")
    expect(page.get_by_label("Code")).to_be_visible()
    page.get_by_label("Code").fill(code_in(letters_to(GRADUATE)[-1]))
    press(page, "Go on")


def finds_twelve_months_open(page):
    heading(page, "Your access")
    last = calendar.last_usable_day(clock.now().date(), months=12)
    expect(page.locator(".countdown")).to_contain_text(
        f"through {last:%A} {last.day} {last:%B %Y}"
    )


def opens_a_thread(page):
    page.goto("/forum/")
    follow(page, "Crossings")
    follow(page, "Start a thread")
    page.get_by_label("Title").fill(THREAD)
    page.get_by_label("Your first post").fill(FIRST_POST)
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("table")).to_be_visible()
    previewed = preview.inner_html()
    press(page, "Start the thread")

    heading(page, THREAD)
    words = post(page, 1).locator(".prose")
    expect(words.get_by_role("heading", name="Where I stand")).to_be_visible()
    expect(words.get_by_role("listitem")).to_have_count(2)
    expect(words.get_by_role("cell", name="every fourth week")).to_be_visible()
    expect(words.locator("pre")).to_contain_text("replicas: 3")
    assert words.inner_html().strip() == previewed.strip()


def replies_to_another(page):
    page.goto("/")
    page.get_by_role("link", name=OLD_THREAD).first.click()
    page.get_by_label("Your reply").fill(REPLY)
    press(page, "Reply")
    expect(post(page, 2)).to_contain_text(REPLY)
    expect(page.get_by_label("Your reply")).to_have_value("")


def tells_a_story_that_gets_its_thread(page):
    page.goto(reverse("stories:story_index"))
    follow(page, "Tell yours")
    for question, answer in (
        ("1. Where did you start?", "DevOps engineer"),
        ("2. Where did you set out for?", "MLOps engineer"),
        ("3. Where are you now?", "Done"),
    ):
        page.get_by_role("group", name=question).get_by_text(answer).click()
    page.get_by_label("4. How many months").fill("9")
    page.get_by_label("5. In one sentence").fill(STORY)
    page.get_by_role("button", name="Publish these five").first.click()

    heading(page, STORY)
    follow(page, "As a thread")
    heading(page, STORY)


def an_unkind_reply_comes_in():
    author = member(handle="bram", display_name="Bram Otte")
    reply_to_thread(author=author, thread=Thread.objects.get(title=THREAD), body=UNKIND)


def flags_it(page):
    page.goto("/")
    page.get_by_role("link", name=THREAD).first.click()
    post(page, 2).get_by_role("link", name="Flag post 2").click()
    page.get_by_label("Attacks or belittles someone").check()
    page.get_by_label("What should the moderators know?").fill("This hurts.")
    press(page, "Send to the moderators")
    expect(page.get_by_text("The moderators have it.")).to_be_visible()


def a_moderator_hides_it(page):
    person = moderator(display_name="Mercy Addo")
    sign_in_by_password(page, person.email)
    page.get_by_label("Code from your app").fill(app_code(KEY_OF_TESTS))
    press(page, "Sign in")

    page.get_by_role("link", name="Queue").click()
    page.get_by_role("main").get_by_role("link", name=THREAD).click()
    expect(page.get_by_text("“This hurts.”")).to_be_visible()
    page.get_by_label("Hide the post, tell the author why").check()
    page.get_by_label("By which rule").select_option(
        label="Rule 1, Speak to the person, not at them"
    )
    page.get_by_label("Your words").fill(WORDS)
    press(page, "Go on")

    # The message is read before it goes out.
    expect(page.get_by_role("heading", name="The letter")).to_be_visible()
    expect(page.locator(".letter")).to_contain_text(WORDS)
    assert not Message.objects.exists()
    press(page, "Do this and send the letter")
    expect(page.get_by_text("It is hidden.")).to_be_visible()


def the_author_is_told_why(page):
    author = User.objects.get(handle="bram")
    run_jobs()
    sign_in_by_password(page, author.email)
    page.get_by_role("link", name="Notices, 1 new").click()
    page.get_by_role("link", name="The moderators wrote to you").click()
    expect(page.locator(".letter")).to_contain_text("Speak to the person, not at them")
    expect(page.locator(".letter")).to_contain_text(WORDS)

    letter = letters_to(author.email)[-1]
    assert WORDS in letter.body
    page.goto(Thread.objects.get(title=THREAD).get_absolute_url())
    expect(page.get_by_text("Post 2 was hidden by a moderator")).to_be_visible()
    page.context.close()


def the_window_has_ended(page):
    thread = Thread.objects.get(title=THREAD)
    sign_in_by_password(page, GRADUATE, NEW_PASSWORD)
    expect(page.get_by_text("Inês Rocha: your pages")).to_be_attached()
    assert page.goto(thread.get_absolute_url()).status == 403
    heading(page, "This thread is in a members’ category, and your window is closed.")
    expect(page.get_by_role("main")).to_contain_text(THREAD)
    expect(page.get_by_role("main")).not_to_contain_text("Where I stand")

    # Two in threads, and the one that opens the thread of the story.
    follow(page, "3 posts")
    expect(page.get_by_role("heading", name="Where I stand")).to_be_visible()
    expect(page.get_by_text(REPLY)).to_be_visible()
    page.go_back()
    follow(page, "1 story")
    follow(page, STORY)
    heading(page, STORY)

    page.goto(Story.objects.get(sentence=STORY).get_absolute_url())
    heading(page, STORY)
