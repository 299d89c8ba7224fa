"""What was written is never lost, and never sent twice."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from access.models import Grant
from core import clock
from forum.enums import Audience, Right
from forum.models import Thread
from forum.services.moderating import hide_thread
from forum.services.posts import edit_post, reply_to_thread
from stories.models import Story
from tests.factories.access import RestrictionFactory, community, member, moderator
from tests.factories.accounts import PASSWORD
from tests.factories.forum import CategoryFactory, allow, thread_of
from tests.journeys.steps import heading, own_menu, post, press

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


def kept(page):
    """What stands beside the form: other texts that are kept for it."""
    return page.locator("[data-kept-others] p")


def types(page, words):
    """Until the device has them: it is asked, for what it said of before stays said."""
    page.get_by_label("Your reply").fill(words)
    page.wait_for_function(
        "words => Object.values(localStorage).some((kept) => kept.includes(words))",
        arg=f'"{words}"',
    )


def test_each_composer_of_a_thread_has_a_text_of_its_own(open_page, sign_in, person):
    thread = thread_of(2, title=TITLE)
    alone = reverse("forum:post_create", args=[thread.pk])
    texts = {
        thread.get_absolute_url(): "In the thread",
        alone: "On a page of its own",
        f"{alone}?to=1": "To the first post",
        f"{alone}?to=2": "To the second post",
    }
    page = sign_in(open_page(), person)
    for url, words in texts.items():
        page.goto(url)
        types(page, words)

    for url, words in texts.items():
        page.goto(url)
        expect(page.get_by_label("Your reply")).to_have_value(words)
        expect(kept(page)).to_have_count(0)

    # What went out from one of them takes nothing from the others.
    press(page, "Reply")
    expect(post(page, 3)).to_contain_text("To the second post")
    expect(page.get_by_label("Your reply")).to_have_value("In the thread")
    page.goto(f"{alone}?to=2")
    expect(page.get_by_label("Your reply")).not_to_have_value("To the second post")


def test_two_windows_of_one_form_keep_both_texts(open_page, sign_in, person):
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(), person)
    page.goto(thread.get_absolute_url())
    types(page, "One beginning")
    # The second begins with what the first has kept, and goes another way.
    other = page.context.new_page()
    other.goto(thread.get_absolute_url())
    expect(other.get_by_label("Your reply")).to_have_value("One beginning")
    types(other, "One beginning and one end")
    types(page, "One beginning and another end")
    expect(kept(page)).to_contain_text("“One beginning and one end”")
    expect(kept(other)).to_contain_text("“One beginning and another end”")
    other.close()

    page.goto("/")
    page.goto(thread.get_absolute_url())
    expect(page.get_by_label("Your reply")).to_have_value(
        "One beginning and another end"
    )
    expect(kept(page)).to_have_count(1)
    press(page, "Put it in the box")
    expect(page.get_by_label("Your reply")).to_have_value("One beginning and one end")
    expect(kept(page)).to_contain_text("“One beginning and another end”")

    press(page, "Reply")
    expect(post(page, 2)).to_contain_text("One beginning and one end")
    page.reload()
    expect(page.get_by_label("Your reply")).to_have_value(
        "One beginning and another end"
    )
    expect(kept(page)).to_have_count(0)
    assert thread.posts.count() == 2


def test_a_text_that_is_thrown_away_is_gone(open_page, sign_in, person):
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(), person)
    other = page.context.new_page()
    for window in (page, other):
        window.goto(reverse("forum:post_create", args=[thread.pk]))
    types(page, "Not this one")
    types(other, "This one")
    other.close()

    page.goto(reverse("forum:post_create", args=[thread.pk]))
    expect(kept(page)).to_contain_text("“Not this one”")
    press(page, "Throw it away")
    expect(kept(page)).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Your reply")).to_have_value("This one")
    expect(kept(page)).to_have_count(0)


def test_a_post_that_was_edited_elsewhere_offers_what_was_kept(
    open_page, sign_in, person
):
    own = thread_of(1, author=person).posts.get()
    page = sign_in(open_page(), person)
    page.goto(reverse("forum:own_post_edit", args=[own.pk]))
    page.get_by_label("Your post").fill("Written here")
    expect(page.get_by_text("Kept on this device")).to_be_visible()
    edit_post(author=person, post=own, body="Written elsewhere", revision=1)

    page.reload()

    expect(page.get_by_label("Your post")).to_have_value("Written elsewhere")
    expect(kept(page)).to_contain_text("“Written here”")
    press(page, "Put it in the box")
    expect(page.get_by_label("Your post")).to_have_value("Written here")


def test_text_is_kept_that_was_typed_just_before_leaving(open_page, sign_in, person):
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(), person)
    page.goto(thread.get_absolute_url())
    page.get_by_label("Your reply").fill(WORDS)
    page.goto("/")

    page.goto(thread.get_absolute_url())
    expect(page.get_by_label("Your reply")).to_have_value(WORDS)


def test_the_same_words_to_another_answer_are_a_new_reply(open_page, sign_in, person):
    """In the thread and on a page of its own, where the same form comes up again."""
    thread = thread_of(1, title=TITLE)
    page = sign_in(open_page(), person)
    for number in range(2):
        page.goto(reverse("forum:post_create", args=[thread.pk]))
        page.get_by_label("Your reply").fill("Thanks")
        press(page, "Reply")
        expect(post(page, 2 + 2 * number)).to_contain_text("Thanks")
        reply_to_thread(author=member(), thread=thread, body=f"Answer {number}")
    page.get_by_label("Your reply").fill("Thanks")
    press(page, "Reply")

    expect(post(page, 6)).to_contain_text("Thanks")
    assert [body for _place, body in shown(thread.posts)] == [
        *("A plain post.", "Thanks", "Answer 0", "Thanks", "Answer 1", "Thanks")
    ]


def test_what_is_typed_while_a_reply_is_on_its_way_stays(page, sign_in, person):
    thread = thread_of(1, title=TITLE)
    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    on_its_way = []
    page.route(re.compile(r"/reply/$"), lambda route: on_its_way.append(route))
    page.get_by_label("Your reply").fill(WORDS)
    with page.expect_request(re.compile(r"/reply/$")):
        press(page, "Reply")
    page.get_by_label("Your reply").fill("The next thought")
    on_its_way[0].continue_()

    expect(post(page, 2)).to_contain_text("An evening's worth of words")
    expect(page.get_by_label("Your reply")).to_have_value("The next thought")
    expect(kept(page)).to_have_count(0)


def test_going_back_after_signing_out_shows_no_text(page_kept, sign_in, person):
    page, thread = page_kept, thread_of(1, title=TITLE)
    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    types(page, "Half a thought")
    own_menu(page).click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()

    page.go_back(wait_until="commit")
    expect(page.get_by_role("link", name="Sign in to reply")).to_be_visible()
    expect(page.get_by_label("Your reply")).to_have_count(0)

    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    expect(page.get_by_label("Your reply")).to_have_value("Half a thought")


def test_a_question_to_who_is_signed_out_is_the_page_to_sign_in(page, sign_in):
    """And not its form, in a dialog over the words."""
    person = member()
    thread = thread_of(1, author=person)
    sign_in(page, person)
    page.goto(thread.get_absolute_url())
    Session.objects.all().delete()
    page.get_by_role("main").get_by_role("link", name="Delete").first.click()

    heading(page, "Sign in")
    expect(page.get_by_role("dialog")).to_have_count(0)
