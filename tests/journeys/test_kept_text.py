"""What was written is never lost, and never sent twice."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Grant
from core import clock
from forum.enums import Audience, Right
from forum.models import Thread
from forum.services.moderating import hide_thread
from stories.models import Story
from tests.factories.accounts import (
    PASSWORD,
    RestrictionFactory,
    community,
    member,
    moderator,
)
from tests.factories.forum import CategoryFactory, allow, thread_of
from tests.journeys.steps import heading, post, press

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Does a model registry pay for itself?"
WORDS = "An evening's worth of words, with ä, “quotes” and a\n\n- list\n"


@pytest.fixture
def person():
    return member(display_name="Nadia Haddad")


def sign_in_again(page, person):
    heading(page, "Sign in")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def shown(posts):
    return list(posts.order_by("position").values_list("position", "body"))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_that_ended_while_replying(open_page, sign_in, person, scripts):
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(java_script_enabled=scripts), person)
    page.goto(thread.get_absolute_url())
    page.get_by_label("Your reply").fill(WORDS)
    Session.objects.all().delete()
    press(page, "Reply")

    sign_in_again(page, person)
    heading(page, "Your reply")
    expect(page.get_by_label("Your reply")).to_have_value(WORDS)
    assert thread.posts.count() == 1
    press(page, "Reply")

    expect(post(page, 2)).to_contain_text("An evening's worth of words")
    assert shown(thread.posts) == [(1, "A plain post."), (2, WORDS.strip())]


def test_a_session_that_ended_while_starting_a_thread(open_page, sign_in, person):
    CategoryFactory(name="Tools", slug="tools")
    page = sign_in(open_page(), person)
    page.goto(reverse("forum:thread_create"))
    page.get_by_label("Category").select_option("tools")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Your first post").fill(WORDS)
    Session.objects.all().delete()
    press(page, "Start the thread")

    sign_in_again(page, person)
    heading(page, "Start a thread")
    expect(page.get_by_label("Category")).to_have_value("tools")
    expect(page.get_by_label("Title")).to_have_value(TITLE)
    expect(page.get_by_label("Your first post")).to_have_value(WORDS)
    press(page, "Start the thread")

    heading(page, TITLE)
    assert Thread.objects.get().title == TITLE


def test_a_session_that_ended_while_telling_a_story(open_page, sign_in, person):
    page = sign_in(open_page(), person)
    page.goto(reverse("stories:story_create"))
    page.get_by_role("group", name="3. Where are you now?").get_by_text(
        "Stopped"
    ).click()
    page.get_by_label("5. In one sentence").fill("I stopped, and I am glad.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Keep as a draft").first.click()

    sign_in_again(page, person)
    heading(page, "Tell your story")
    expect(page.get_by_label("5. In one sentence")).to_have_value(
        "I stopped, and I am glad."
    )
    expect(page.get_by_role("radio", name="Stopped")).to_be_checked()


def test_a_session_that_ended_where_no_form_takes_the_words(open_page, sign_in, person):
    page = sign_in(open_page(java_script_enabled=False), person)
    page.goto(reverse("accounts:settings_edit"))
    page.get_by_label("Your name here").fill("Nadia H.")
    Session.objects.all().delete()
    press(page, "Save")

    sign_in_again(page, person)
    expect(page.get_by_label("What you wrote")).to_have_value("Nadia H.")
    person.refresh_from_db()
    assert person.display_name == "Nadia Haddad"
    press(page, "Send it again")

    expect(page.get_by_label("Your name here")).to_have_value("Nadia H.")
    person.refresh_from_db()
    assert person.display_name == "Nadia H."


def closes(person, thread):
    """The window of whoever is writing ends, in a room that has become the members'."""
    Grant.objects.filter(person=person).update(
        ends_at=clock.now() - timedelta(minutes=1)
    )
    thread.category.rights.all().delete()
    allow(
        thread.category,
        Audience.CIRCLE,
        *(Right.READ, Right.REPLY),
        circle=community(),
    )


def is_hidden(person, thread):
    hide_thread(moderator=moderator(), thread=thread, reason="A plain reason.")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [
        (closes, "This thread is in a members’ category, and your window is closed."),
        (is_hidden, "This thread was hidden by a moderator on"),
    ],
)
def test_what_was_typed_is_given_back_where_it_can_no_longer_go(
    open_page, sign_in, person, meanwhile, sentence, scripts
):
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(java_script_enabled=scripts), person)
    page.goto(thread.get_absolute_url())
    page.get_by_label("Your reply").fill(WORDS)
    meanwhile(person, thread)
    press(page, "Reply")

    heading(page, sentence)
    expect(page.get_by_label("What you wrote")).to_have_value(WORDS)
    expect(page.get_by_label("What you wrote")).not_to_be_editable()
    expect(page.get_by_role("banner")).to_have_count(1)
    assert thread.posts.count() == 1


def test_a_story_of_someone_suspended_while_they_told_it(open_page, sign_in, person):
    page = sign_in(open_page(java_script_enabled=False), person)
    page.goto(reverse("stories:story_create"))
    page.get_by_label("5. In one sentence").fill("I stopped, and I am glad.")
    measure = RestrictionFactory(person=person)
    page.get_by_role("button", name="Keep as a draft").first.click()

    heading(page, "Tell your story")
    expect(page.get_by_text("Everything you wrote is still here.")).to_be_visible()
    expect(page.get_by_label("5. In one sentence")).to_have_value(
        "I stopped, and I am glad."
    )
    assert not Story.objects.exists()

    # When the measure is over, the same page sends it.
    measure.delete()
    page.get_by_role("button", name="Keep as a draft").first.click()
    heading(page, "Edit your story")
    assert Story.objects.get().sentence == "I stopped, and I am glad."


def test_a_form_whose_token_is_old(open_page, sign_in, person):
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(), person)
    page.goto(reverse("forum:post_create", args=[thread.pk]))
    page.get_by_label("Your reply").fill(WORDS)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    press(page, "Reply")

    heading(page, "This page had been open too long to be sent.")
    expect(page.get_by_label("What you wrote")).to_have_value(WORDS)
    assert thread.posts.count() == 1
    press(page, "Send it again")

    expect(post(page, 2)).to_contain_text("An evening's worth of words")
    assert shown(thread.posts) == [(1, "A plain post."), (2, WORDS.strip())]


def test_an_old_token_where_the_reply_is_part_of_the_page(open_page, sign_in, person):
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(), person)
    page.goto(thread.get_absolute_url())
    page.get_by_label("Your reply").fill(WORDS)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    press(page, "Reply")

    # The answer takes the place of the page: it does not stand inside it.
    heading(page, "This page had been open too long to be sent.")
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_label("What you wrote")).to_have_value(WORDS)
    assert thread.posts.count() == 1
    press(page, "Send it again")

    expect(post(page, 2)).to_contain_text("An evening's worth of words")
    assert shown(thread.posts) == [(1, "A plain post."), (2, WORDS.strip())]
    # What went out from that page is not brought back into the next form.
    expect(page.get_by_label("Your reply")).to_have_value("")


def test_going_back_and_sending_again_gives_one_post(open_page, sign_in, person):
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(), person)
    page.goto(reverse("forum:post_create", args=[thread.pk]))
    page.get_by_label("Your reply").fill(WORDS)
    press(page, "Reply")
    expect(post(page, 2)).to_be_visible()

    page.go_back()
    heading(page, "Your reply")
    expect(page.get_by_label("Your reply")).to_have_value(WORDS)
    press(page, "Reply")

    expect(post(page, 2)).to_be_visible()
    expect(page.locator("article.post")).to_have_count(2)
    assert thread.posts.count() == 2


def test_a_form_made_anew_with_the_same_words_gives_one_post(
    open_page, sign_in, person
):
    """What the back button leads to without scripts and without a page cache."""
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(java_script_enabled=False), person)
    for _ in range(2):
        page.goto(reverse("forum:post_create", args=[thread.pk]))
        page.get_by_label("Your reply").fill(WORDS)
        press(page, "Reply")
        expect(post(page, 2)).to_be_visible()

    expect(page.locator("article.post")).to_have_count(2)
    assert thread.posts.count() == 2


def test_going_back_to_add_something_loses_neither_text(open_page, sign_in, person):
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(java_script_enabled=False), person)
    page.goto(reverse("forum:post_create", args=[thread.pk]))
    token = page.locator("[name=token]").input_value()
    page.get_by_label("Your reply").fill(WORDS)
    press(page, "Reply")
    expect(post(page, 2)).to_be_visible()

    # A page that the browser kept comes back with the token that it had.
    page.goto(reverse("forum:post_create", args=[thread.pk]))
    page.locator("[name=token]").evaluate(
        "(field, token) => field.value = token", token
    )
    page.get_by_label("Your reply").fill(f"{WORDS}And ten lines more.")
    press(page, "Reply")

    heading(page, "This form has been sent once before")
    expect(page.get_by_label("As it stands now")).to_have_value(WORDS.strip())
    expect(page.get_by_label("What you wrote")).to_have_value(
        f"{WORDS}And ten lines more."
    )
    assert thread.posts.count() == 2
    press(page, "Send it as one more")

    expect(post(page, 3)).to_contain_text("And ten lines more.")
    assert thread.posts.count() == 3


def test_a_page_that_was_left_still_has_the_text(open_page, sign_in, person):
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(), person)
    page.goto(thread.get_absolute_url())
    page.get_by_label("Your reply").press_sequentially("Half a thought")
    expect(page.get_by_text("Kept on this device")).to_be_visible()

    page.goto("/")
    page.goto(thread.get_absolute_url())
    expect(page.get_by_label("Your reply")).to_have_value("Half a thought")
    expect(page.get_by_text("Brought back from this device")).to_be_visible()
    press(page, "Reply")
    expect(post(page, 2)).to_contain_text("Half a thought")

    page.reload()
    expect(page.get_by_label("Your reply")).to_have_value("")


def test_whoever_signs_in_next_does_not_find_the_text(open_page, sign_in, person):
    thread, other = thread_of(1, title=TITLE), member()
    page = sign_in(open_page(), person)
    page.goto(thread.get_absolute_url())
    page.get_by_label("Your reply").fill(WORDS)
    expect(page.get_by_text("Kept on this device")).to_be_visible()

    sign_in(page, other)
    page.goto(thread.get_absolute_url())
    expect(page.get_by_label("Your reply")).to_have_value("")

    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    expect(page.get_by_label("Your reply")).to_have_value(WORDS)
