import pytest
from django.urls import reverse

from core import clock
from stories.models import Story
from stories.services.editing import edit_story, save_draft
from stories.services.publishing import publish_story
from stories.services.visibility import hide_story, withdraw_story
from tests.factories.access import (
    RestrictionFactory,
    expired,
    member,
    moderator,
    suspended,
)
from tests.factories.accounts import new_person
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 7,
    "sentence": "Ask who owns the data first",
}
PAGES = ("own_preview", "own_edit", "own_withdraw", "own_discard")
ACTIONS = (
    "own_edit",
    "own_publish",
    "own_confirm",
    "own_withdraw",
    "own_bring_back",
    "own_discard",
)


def url(name, story):
    return reverse(f"stories:{name}", args=[story.pk])


def published_story(author):
    return publish_story(author=author, story=save_draft(author=author, answers=FIVE))


@pytest.mark.parametrize("persona", [new_person, member, expired, suspended])
def test_index_is_open_whatever_became_of_the_window(client, persona):
    person = persona()
    for state in ({}, {"draft": True}, {"withdrawn": True}, {"hidden": True}):
        StoryFactory(author=person, **state)
    StoryFactory(sentence="Told by somebody else")
    client.force_login(person)

    response = client.get("/me/stories/")

    assert response.status_code == 200
    assert len(response.context["cards"]) == 4
    assert "Told by somebody else" not in response.content.decode()


def test_index_says_how_to_begin(client, sign_in):
    sign_in("member")

    page = client.get("/me/stories/").content.decode()

    assert "You have not told a story yet." in page


@pytest.mark.parametrize("count", [1, 3])
def test_index_costs_the_same_however_many_stories(
    client, django_assert_num_queries, count
):
    person = member()
    StoryFactory.create_batch(count, author=person)
    client.force_login(person)

    with django_assert_num_queries(5):
        client.get("/me/stories/")


def test_every_page_leads_a_visitor_to_sign_in_and_nothing_happens(client):
    story = StoryFactory()

    for name in ("own_index",):
        assert client.get(reverse(f"stories:{name}")).status_code == 302
    for name in PAGES:
        assert client.get(url(name, story)).status_code == 302
    for name in ACTIONS:
        assert client.post(url(name, story)).status_code == 302

    story.refresh_from_db()
    assert (story.state, story.version) == ("published", 1)


@pytest.mark.parametrize("persona", [member, moderator])
def test_every_page_is_a_404_to_others_and_nothing_happens(client, persona):
    story = StoryFactory()
    client.force_login(persona())

    for name in PAGES:
        assert client.get(url(name, story)).status_code == 404
    for name in ACTIONS:
        assert client.post(url(name, story)).status_code == 404

    story.refresh_from_db()
    assert (story.state, story.version) == ("published", 1)


@pytest.mark.parametrize(
    ("state", "persona", "preview", "edit", "withdraw", "discard"),
    [
        ({}, member, 200, 200, 200, 403),
        ({}, expired, 200, 200, 200, 403),
        ({}, suspended, 200, 403, 200, 403),
        ({"draft": True}, member, 200, 200, 403, 200),
        ({"pending": True}, new_person, 200, 200, 403, 200),
        ({"withdrawn": True}, member, 200, 200, 403, 403),
        ({"hidden": True}, member, 200, 403, 200, 403),
    ],
)
def test_pages_of_an_own_story(
    client, state, persona, preview, edit, withdraw, discard
):
    story = StoryFactory(author=persona(), **state)
    client.force_login(story.author)

    statuses = [client.get(url(name, story)).status_code for name in PAGES]

    assert statuses == [preview, edit, withdraw, discard]


def test_edit_keeps_the_form_as_it_was_told(client):
    story = published_story(member())
    client.force_login(story.author)

    form = client.get(url("own_edit", story)).context["form"]

    assert {name: form[name].value() for name in FIVE} == FIVE
    assert form["version"].value() == 1


@pytest.mark.parametrize(("answers", "drawn"), [({}, False), (FIVE, True)])
def test_edit_draws_a_line_once_its_ends_are_known(client, answers, drawn):
    person = member()
    story = save_draft(author=person, answers=answers)
    client.force_login(person)

    page = client.get(url("own_edit", story)).content.decode()

    assert ("Your line so far" in page) is drawn


def test_edit_of_a_published_story_is_dated_and_seen_at_once(client):
    story = published_story(member())
    client.force_login(story.author)

    response = client.post(
        url("own_edit", story),
        FIVE | {"months": 9, "version": 1, "action": "publish"},
        follow=True,
    )

    story.refresh_from_db()
    assert (story.months, story.revision_count) == (9, 1)
    page = response.content.decode()
    assert "Your changes are in the story." in page
    assert "revised once" in page


def test_edit_of_a_waiting_story_leaves_it_waiting(client):
    story = published_story(new_person())
    client.force_login(story.author)

    client.post(url("own_edit", story), FIVE | {"months": 9, "action": "preview"})

    story.refresh_from_db()
    assert (story.months, story.state) == (9, "pending")


def test_edit_of_what_has_been_sent_still_needs_its_five_answers(client):
    story = published_story(new_person())
    client.force_login(story.author)

    response = client.post(
        url("own_edit", story), FIVE | {"sentence": "", "action": "preview"}
    )

    story.refresh_from_db()
    assert response.status_code == 422
    assert story.sentence == FIVE["sentence"]


def test_edit_in_two_tabs_overwrites_nothing_and_shows_both(client):
    story = published_story(member())
    client.force_login(story.author)
    edit_story(author=story.author, story=story, answers={"months": 8})

    response = client.post(
        url("own_edit", story),
        FIVE
        | {"pay_detail": "nothing", "interest": "none"}
        | {"months": 9, "version": 1, "action": "publish"},
    )

    story.refresh_from_db()
    assert (response.status_code, story.months) == (409, 8)
    assert response.context["differing"] == [
        {"label": "4. How many months did it take?", "theirs": "8"}
    ]
    assert response.context["form"]["months"].value() == "9"

    again = client.post(
        url("own_edit", story),
        FIVE
        | {
            "months": 9,
            "version": response.context["form"]["version"].value(),
            "action": "publish",
        },
    )
    story.refresh_from_db()
    assert (again.status_code, story.months) == (302, 9)


def test_edit_refused_while_typing_keeps_the_text(client):
    story = published_story(member())
    client.force_login(story.author)
    hider = moderator()
    form = FIVE | {"narrative": "Typed meanwhile", "version": 1, "action": "publish"}
    Story.objects.update(
        hidden_at=clock.now(), hidden_by=hider, hidden_reason="A plain reason."
    )

    response = client.post(url("own_edit", story), form)

    story.refresh_from_db()
    assert (response.status_code, story.narrative) == (403, "")
    assert "Typed meanwhile</textarea>" in response.content.decode()
    assert "Everything you wrote is still here." in response.content.decode()


def test_edit_of_someone_suspended_while_typing_keeps_the_text(client):
    story = published_story(member())
    client.force_login(story.author)
    RestrictionFactory(person=story.author)
    form = FIVE | {"narrative": "Typed meanwhile", "version": 1, "action": "publish"}

    response = client.post(url("own_edit", story), form)

    story.refresh_from_db()
    assert (response.status_code, story.narrative) == (403, "")
    assert "Typed meanwhile</textarea>" in response.content.decode()


def test_publish_after_a_look(client):
    author = member()
    story = save_draft(author=author, answers=FIVE | {"months": 72})
    client.force_login(author)

    client.post(url("own_publish", story), {"confirm": "yes"})

    story.refresh_from_db()
    assert story.state == "published"
    assert story.confirmed_at is not None


def test_publish_without_a_yes_leaves_odd_values_unconfirmed(client):
    author = member()
    story = save_draft(author=author, answers=FIVE | {"months": 72})
    client.force_login(author)

    client.post(url("own_publish", story))
    story.refresh_from_db()
    assert (story.state, story.confirmed_at) == ("published", None)

    client.post(url("own_confirm", story))
    story.refresh_from_db()
    assert story.confirmed_at is not None


def test_publish_refuses_a_story_that_lacks_an_answer(client):
    author = member()
    story = save_draft(author=author, answers={"months": 3})
    client.force_login(author)

    response = client.post(url("own_publish", story))

    story.refresh_from_db()
    assert (response.status_code, story.state) == (403, "draft")


def test_withdraw_asks_first_then_takes_back_and_can_bring_back(client):
    story = published_story(member())
    client.force_login(story.author)

    asked = client.get(url("own_withdraw", story)).content.decode()
    assert "Take this story back?" in asked
    assert client.get(story.get_absolute_url()).status_code == 200

    client.post(url("own_withdraw", story))
    client.logout()
    assert client.get(story.get_absolute_url()).status_code == 410
    thread = story.thread.get_absolute_url()
    assert client.get(thread).status_code == 410

    client.force_login(story.author)
    client.post(url("own_bring_back", story))
    client.logout()
    assert client.get(story.get_absolute_url()).status_code == 200
    assert client.get(thread).status_code == 200


def test_publishing_what_was_taken_back_does_not_say_that_it_is_out(client):
    """From a page that was open before."""
    story = published_story(member())
    withdraw_story(author=story.author, story=story)
    client.force_login(story.author)

    page = client.post(url("own_publish", story), follow=True).content.decode()

    assert "Bring it back, and it is out again." in page
    assert "Your story is out" not in page
    story.refresh_from_db()
    assert story.state == "withdrawn"


def test_a_hidden_story_that_was_taken_back_can_be_brought_back(client):
    story = published_story(member())
    hide_story(moderator=moderator(), story=story, reason="Rule 4")
    withdraw_story(author=story.author, story=story)
    client.force_login(story.author)

    own = client.get(url("own_preview", story)).content.decode()
    listed = client.get("/me/stories/").content.decode()
    assert "so only you can read it" in own
    assert all(url("own_bring_back", story) in page for page in (own, listed))

    answer = client.post(url("own_bring_back", story), follow=True).content.decode()
    assert "It stays hidden to everyone else." in answer
    assert "Only you and the moderators can read it." in answer
    client.logout()
    assert client.get(story.get_absolute_url()).status_code == 410


def test_discard_asks_first(client):
    author = member()
    story = save_draft(author=author, answers=FIVE)
    client.force_login(author)

    assert (
        "Throw this story away?"
        in client.get(url("own_discard", story)).content.decode()
    )
    assert Story.objects.exists()

    client.post(url("own_discard", story))
    assert not Story.objects.exists()


@pytest.mark.parametrize("name", ["own_publish", "own_confirm", "own_bring_back"])
def test_acts_answer_405_to_a_visit(client, name):
    story = StoryFactory(author=member())
    client.force_login(story.author)

    assert client.get(url(name, story)).status_code == 405


def test_preview_says_what_a_draft_still_lacks_and_what_it_asks(client):
    author = new_person()
    story = save_draft(author=author, answers=FIVE | {"sentence": "", "months": 72})
    client.force_login(author)

    page = client.get(url("own_preview", story)).content.decode()

    assert "Still to be told before it can go out: your one sentence." in page
    assert "You wrote 72 months. Is that right?" in page
    assert url("own_publish", story) not in page


def test_preview_of_an_empty_draft_stands(client):
    author = member()
    story = save_draft(author=author, answers={})
    client.force_login(author)

    assert client.get(url("own_preview", story)).status_code == 200
    assert client.get(url("own_edit", story)).status_code == 200
    assert client.get("/me/stories/").status_code == 200


def test_preview_shows_what_a_moderator_asks(client):
    story = StoryFactory(
        pending=True,
        changes_asked_at=clock.now(),
        changes_asked_by=moderator(),
        changes_asked="Leave the name of the client out.",
    )
    client.force_login(story.author)

    for name in ("own_preview", "own_edit"):
        page = client.get(url(name, story)).content.decode()
        assert "Leave the name of the client out." in page


def test_own_list_brings_back_what_was_taken_back(client):
    story = StoryFactory(withdrawn=True)
    action = reverse("stories:own_bring_back", args=[story.pk])
    client.force_login(story.author)

    listed = client.get(reverse("stories:own_index")).content.decode()
    client.post(action)

    story.refresh_from_db()
    assert f'action="{action}"' in listed
    assert not story.is_withdrawn
    assert action not in client.get(reverse("stories:own_index")).content.decode()


def test_a_story_that_was_taken_back_leads_to_the_others(client):
    story = StoryFactory(withdrawn=True)

    gone = client.get(story.get_absolute_url())

    assert gone.status_code == 410
    assert "To the stories</a>" in gone.content.decode()
