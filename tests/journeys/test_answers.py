"""Someone answers one post: the reply says which, and leads to it."""

import pytest
from playwright.sync_api import expect

from forum.models import Post
from forum.services.posts import delete_post, reply_to_thread
from tests.factories.access import member
from tests.factories.forum import thread_of
from tests.journeys.steps import heading, post, press

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Who wakes up when a model goes wrong?"
ANSWER = "Nobody, with us: it waits until the morning."
WHOLE = "All of us have said the same thing."


@pytest.fixture
def thread():
    thread = thread_of(1, title=TITLE)
    asking = member(handle="ana", display_name="Ana Reis")
    reply_to_thread(author=asking, thread=thread, body="Who is paged?")
    reply_to_thread(author=member(), thread=thread, body="We are.")
    return thread


@pytest.fixture(params=[True, False], ids=["scripts", "none"])
def reader(request, open_page, sign_in, thread):
    """Someone who has the thread open."""
    page = sign_in(open_page(java_script_enabled=request.param), member())
    page.goto(thread.get_absolute_url())
    return page


def answer(page, position):
    post(page, position).get_by_role("link", name=f"Reply to post {position}").click()
    heading(page, "Your reply")


def test_the_reply_leads_to_the_post_that_it_answers(reader):
    answer(reader, 2)
    expect(reader.get_by_text("You answer Ana Reis’s post 2.")).to_be_visible()
    box = reader.get_by_label("Your reply")
    expect(box).to_have_value("@ana ")
    box.fill(f"@ana {ANSWER}")
    # A look at it changes nothing of what it answers.
    reader.get_by_role("button", name="Preview", exact=True).click()
    expect(
        reader.get_by_role("region", name="How it will look").or_(
            reader.get_by_role("region", name="Preview")
        )
    ).to_contain_text(ANSWER)
    expect(reader.get_by_text("You answer Ana Reis’s post 2.")).to_be_visible()
    press(reader, "Reply")

    heading(reader, TITLE)
    expect(post(reader, 4)).to_contain_text(ANSWER)
    assert Post.objects.get(position=4).parent.position == 2
    post(reader, 4).get_by_role("link", name="in answer to post 2").click()
    expect(post(reader, 2)).to_be_in_viewport()
    assert reader.url.endswith(f"#{Post.objects.get(position=2).anchor}")


def test_the_thread_is_answered_instead(reader):
    answer(reader, 2)
    reader.get_by_label("Your reply").fill(WHOLE)
    press(reader, "Answer the thread instead")

    expect(reader.get_by_text("You answer")).to_have_count(0)
    expect(reader.get_by_label("Your reply")).to_have_value(WHOLE)
    press(reader, "Reply")
    expect(post(reader, 4)).to_contain_text(WHOLE)
    expect(post(reader, 4)).not_to_contain_text("in answer to")
    assert Post.objects.get(position=4).parent is None


def test_a_post_that_has_gone_leaves_the_text(reader, thread):
    answer(reader, 2)
    reader.get_by_label("Your reply").fill(ANSWER)
    gone = Post.objects.get(position=2)
    delete_post(author=gone.author, post=gone)
    press(reader, "Reply")

    expect(reader.get_by_role("alert")).to_be_visible()
    expect(reader.get_by_label("Your reply")).to_have_value(ANSWER)
    expect(reader.get_by_text("You answer")).to_have_count(0)
    assert Post.objects.count() == 3
    press(reader, "Reply")
    expect(post(reader, 4)).to_contain_text(ANSWER)
    assert Post.objects.get(position=4).parent is None
