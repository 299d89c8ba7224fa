from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

import pytest
from django.urls import reverse

from core import clock
from core.limits import STORY_SAVING
from forum.services.posts import reply_to_thread
from moderation.models import LogEntry
from notifications.models import Notice
from stories.models import Skill, Story
from stories.services.editing import edit_story, save_draft
from stories.services.publishing import publish_story
from stories.services.visibility import hide_story
from stories.types import NamedSkill
from tests.factories.access import CircleFactory, GrantFactory, member, moderator
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory, StorySkillFactory
from tests.jobs import run_jobs
from tests.stories.conftest import EVERYONE

pytestmark = pytest.mark.django_db

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 7,
    "sentence": "Ask who owns the data first",
}
NEW = "/stories/new/"


def published_story(**answers):
    author = member()
    story = save_draft(author=author, answers=FIVE | answers)
    return publish_story(author=author, story=story)


# --- The shelf ------------------------------------------------------------------


@pytest.mark.parametrize("who", EVERYONE)
def test_index_is_open_to_everyone(client, sign_in, who):
    sign_in(who)
    story = StoryFactory()

    response = client.get("/stories/")

    assert response.status_code == 200
    assert story.sentence in response.content.decode()


def test_index_shows_nothing_but_what_is_on_the_shelf(client):
    StoryFactory(draft=True, sentence="A draft of mine")
    StoryFactory(pending=True, sentence="A waiting one")
    StoryFactory(withdrawn=True, sentence="A withdrawn one")
    StoryFactory(hidden=True, sentence="A hidden one")

    page = client.get("/stories/").content.decode()

    assert "0 stories" in page
    assert "Somebody has to be the first to lay the track." in page
    for word in ("draft of mine", "waiting one", "withdrawn one", "hidden one"):
        assert word not in page


@pytest.mark.parametrize("count", [1, 3, 20])
def test_index_asks_two_questions_however_many_stories(
    client, django_assert_num_queries, count
):
    for story in StoryFactory.create_batch(count):
        StorySkillFactory(story=story)

    with django_assert_num_queries(2):
        client.get("/stories/")


def test_index_is_narrowed_by_its_address_and_then_not_indexed(client):
    StoryFactory(sentence="To MLOps it went")
    StoryFactory(sentence="To a platform it went", to_role="platform")

    page = client.get("/stories/?to=platform").content.decode()

    assert "To a platform it went" in page
    assert "To MLOps it went" not in page
    assert "1 story <span>to platform engineering</span>" in page
    assert 'content="noindex, follow"' in page
    assert "noindex" not in client.get("/stories/").content.decode()


def test_index_says_what_it_did_not_understand(client):
    StoryFactory()

    response = client.get("/stories/?to=vp&ending=success&to=%00")

    assert response.status_code == 200
    assert "not a filter we know" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "No story yet."),
        ("from=other&to=mlops", "No story from another role to MLOps yet."),
        (
            "to=devops&ending=chose_other&months=1-3",
            "No such story yet: to DevOps, chose another line, up to 3 months.",
        ),
    ],
)
def test_index_says_how_to_be_the_first(client, query, sentence):
    page = client.get(f"/stories/?{query}").content.decode()

    assert f"<h3>{sentence}</h3>" in page


def test_index_pages_keep_the_filter(client):
    now = clock.now()
    for hours in range(25):
        StoryFactory(published_at=now - timedelta(hours=hours))

    first = client.get("/stories/?to=mlops")
    shelf = first.context["shelf"]

    assert f"?to=mlops&amp;{shelf.older}" in first.content.decode()
    second = client.get(f"/stories/?to=mlops&{shelf.older}")
    assert len(second.context["shelf"].stories) == 5


@pytest.mark.parametrize(
    "query", ["before=-1", "before=9" + "9" * 30, "after=١", "before=%00", "after=0"]
)
def test_index_answers_404_for_a_page_that_is_none(client, query):
    assert client.get(f"/stories/?{query}").status_code == 404


# --- The page of a story ----------------------------------------------------------


@pytest.mark.parametrize("who", EVERYONE)
def test_detail_is_open_to_everyone(client, sign_in, who):
    sign_in(who)
    story = published_story(narrative="One *word*.")

    response = client.get(story.get_absolute_url())

    assert response.status_code == 200
    assert "One <em>word</em>." in response.content.decode()


def test_detail_shows_facts_and_leaves_out_what_was_not_told(client):
    story = published_story(
        hours_per_week=6,
        pay_detail="band",
        pay_band="up_5_to_15",
        interest="graduate",
        skills=[
            NamedSkill("Kubernetes", "carried"),
            NamedSkill("Drift monitoring", "added", 5, 4),
        ],
    )

    page = client.get(story.get_absolute_url()).content.decode()

    assert "<b>1+1</b>" in page
    assert "up 5 to 15 %<small>told as a band</small>" in page
    assert "<dt>Interest</dt><dd>Graduate of a cohort</dd>" in page
    assert "5 weeks, hard" in page
    assert "<dt>Region</dt>" not in page


def test_detail_escapes_what_people_write(client):
    story = published_story(
        sentence="<script>alert(1)</script>",
        from_role="other",
        from_other='"><img src=x onerror=alert(1)>',
        narrative="<img src=x onerror=alert(1)>",
        skills=[NamedSkill("<b>bold</b>", "added")],
    )

    page = client.get(story.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>bold" not in page


def test_detail_leads_from_a_wrong_slug_to_the_right_one(client):
    story = published_story()
    right = f"/stories/{story.pk}/ask-who-owns-the-data-first/"

    for wrong in (f"/stories/{story.pk}/", f"/stories/{story.pk}/something-else/"):
        response = client.get(wrong)
        assert (response.status_code, response["Location"]) == (301, right)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [("从零开始学习", quote("从零开始学习") + "/"), ("🤔🤔🤔🤔🤔", "")],
)
def test_detail_has_an_address_of_its_own_letters_or_none(client, sentence, words):
    story = published_story(sentence=sentence)
    right = f"/stories/{story.pk}/{words}"

    assert client.get(right).status_code == 200
    response = client.get(f"/stories/{story.pk}/untitled/")
    assert (response.status_code, response["Location"]) == (301, right)


@pytest.mark.parametrize("pk", ["0", "999999", str(10**30)])
def test_detail_answers_404_for_what_does_not_exist(client, pk):
    assert client.get(f"/stories/{pk}/any/").status_code == 404


@pytest.mark.parametrize(
    ("state", "who", "status"),
    [
        ("draft", "visitor", 404),
        ("draft", "member", 404),
        ("draft", "moderator", 404),
        ("draft", "author", 302),
        ("pending", "member", 404),
        ("pending", "moderator", 302),
        ("pending", "author", 302),
        ("withdrawn", "visitor", 410),
        ("withdrawn", "member", 410),
        ("withdrawn", "moderator", 410),
        ("withdrawn", "author", 302),
        ("hidden", "visitor", 410),
        ("hidden", "member", 410),
        ("hidden", "moderator", 200),
        ("hidden", "author", 302),
    ],
)
def test_detail_of_what_is_not_on_the_shelf(client, sign_in, state, who, status):
    story = StoryFactory(**{state: True}, sentence="Not for everyone")
    sign_in(story.author if who == "author" else who)

    response = client.get(story.get_absolute_url())

    assert response.status_code == status
    assert ("Not for everyone" in response.content.decode()) is (status == 200)


@pytest.mark.parametrize(
    ("state", "moment", "sentence"),
    [
        ("withdrawn", "withdrawn_at", "took it back on 4 May 2026."),
        ("hidden", "hidden_at", "A moderator hid this story on 4 May 2026."),
    ],
)
def test_detail_of_what_is_away_says_who_took_it_and_when(
    client, state, moment, sentence
):
    day = datetime(2026, 5, 4, 12, tzinfo=UTC)
    notified_at = day - timedelta(days=9)
    away = {state: True, moment: day, "published_at": notified_at}
    story = StoryFactory(**away, sentence="Not for everyone")

    response = client.get(story.get_absolute_url())

    assert response.status_code == 410
    assert sentence in response.content.decode()


def test_detail_shows_the_questions_without_the_post_that_opens_them(client):
    story = published_story()
    reply_to_thread(author=member(), thread=story.thread, body="How did you begin?")

    page = client.get(story.get_absolute_url()).content.decode()

    assert "How did you begin?" in page
    assert "What would you like to know?" not in page
    assert "Sign in to reply" in page


def test_detail_marks_the_questions_that_it_shows_as_read(client):
    story = published_story()
    reply_to_thread(author=member(), thread=story.thread, body="How did you begin?")
    run_jobs()
    assert Notice.objects.unread().exists()
    client.force_login(story.author)

    page = client.get(story.get_absolute_url()).content.decode()

    assert "How did you begin?" in page
    assert not Notice.objects.unread().exists()
    assert "1 new" not in page


@pytest.mark.parametrize("who", ["new", "member", "expired"])
def test_detail_offers_everyone_signed_in_to_ask(client, sign_in, who):
    story = published_story()
    sign_in(who)

    page = client.get(story.get_absolute_url()).content.decode()

    assert f'action="{reverse("forum:post_create", args=[story.thread_id])}"' in page


def test_detail_stands_without_its_thread(client):
    story = StoryFactory()

    assert client.get(story.get_absolute_url()).status_code == 200


def test_detail_says_when_it_was_revised(client):
    story = StoryFactory(revision_count=2, revised_at=clock.now())

    assert "revised 2 times" in client.get(story.get_absolute_url()).content.decode()


def test_detail_names_a_former_member_as_such(client):
    author = UserFactory(is_active=False, left_at=clock.now(), display_name="Ada Byron")
    story = StoryFactory(author=author)

    page = client.get(story.get_absolute_url()).content.decode()

    assert "Former member" in page
    assert "Ada Byron" not in page


def test_detail_shows_a_few_stories_of_the_same_line(client):
    story = published_story()
    near = StoryFactory.create_batch(4)
    StoryFactory(sentence="Another line", to_role="platform")
    StoryFactory(sentence="Withdrawn since", withdrawn=True)

    response = client.get(story.get_absolute_url())

    shown = [card.story for card in response.context["near"]]
    assert shown == sorted(near, key=lambda one: one.published_at)[::-1][:3]


@pytest.mark.parametrize("count", [1, 20])
def test_detail_costs_the_same_with_one_question_and_with_twenty(
    client, django_assert_num_queries, count
):
    story = published_story(
        skills=[
            NamedSkill(skill.name, "added") for skill in Skill.objects.all()[:count]
        ]
    )
    for number in range(count):
        reply_to_thread(author=member(), thread=story.thread, body=f"Question {number}")
    StoryFactory.create_batch(3)

    with django_assert_num_queries(10):
        client.get(story.get_absolute_url())


def test_detail_links_the_moderators_to_their_acts(client, sign_in):
    story = published_story()
    judge = sign_in("moderator")
    hide_story(moderator=judge, story=story, reason="It names a client.")

    page = client.get(story.get_absolute_url()).content.decode()

    assert "This story is hidden." in page
    assert "Bring this story back" in page
    assert LogEntry.objects.count() == 1


# --- Telling one -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("visitor", 302),
        ("new", 200),
        ("member", 200),
        ("expired", 200),
        ("suspended", 403),
        ("moderator", 200),
        ("organiser", 200),
        ("mentor", 200),
    ],
)
def test_create_is_open_to_whoever_may_write(client, sign_in, who, status):
    sign_in(who)

    assert client.get(NEW).status_code == status


def test_create_chooses_the_interest_that_is_known_beforehand(client, sign_in):
    graduate = member()
    GrantFactory(person=graduate, circle=CircleFactory(kind="cohort"))
    chosen = []
    for who in ("member", "mentor", graduate):
        sign_in(who)
        form = client.get(NEW).context["form"]
        chosen.append((form["interest"].value(), form["pay_detail"].value()))

    assert chosen == [
        ("none", "nothing"),
        ("mentor", "nothing"),
        ("graduate", "nothing"),
    ]


def test_create_leads_a_visitor_to_the_sign_in_page(client):
    response = client.get(NEW)

    assert response["Location"] == "/accounts/login/?next=/stories/new/"


@pytest.mark.parametrize(
    ("who", "state"),
    [("member", "published"), ("new", "pending"), ("expired", "pending")],
)
def test_create_publishes_five_answers(client, sign_in, who, state):
    author = sign_in(who)

    response = client.post(NEW, FIVE | {"action": "publish"})

    story = Story.objects.get()
    assert (story.author, story.state) == (author, state)
    where = (
        story.get_absolute_url()
        if state == "published"
        else reverse("stories:own_preview", args=[story.pk])
    )
    assert (response.status_code, response["Location"]) == (302, where)


@pytest.mark.parametrize(
    ("action", "where"), [("draft", "own_edit"), ("preview", "own_preview")]
)
def test_create_keeps_a_draft(client, sign_in, action, where):
    sign_in("member")

    response = client.post(NEW, {"sentence": "Only this so far", "action": action})

    story = Story.objects.get()
    assert (story.state, story.sentence) == ("draft", "Only this so far")
    assert response["Location"] == reverse(f"stories:{where}", args=[story.pk])


def test_create_sent_twice_tells_one_story(client, sign_in):
    sign_in("member")
    answers = FIVE | {"action": "publish", "token": "the-same"}

    places = [client.post(NEW, answers)["Location"] for _ in range(2)]

    assert places[0] == places[1]
    assert Story.objects.count() == 1


def test_create_sent_again_after_an_edit_does_not_publish_what_is_not_shown(
    client, sign_in
):
    """The back button leads to the form, and past what was changed since."""
    sign_in("member")
    draft = FIVE | {"token": "one"}
    client.post(NEW, draft | {"action": "draft"})
    story = Story.objects.get()
    later = {"sentence": "Not yet, I think"}
    edit_story(author=story.author, story=story, answers=later)

    refused = client.post(NEW, draft | {"action": "publish"})

    story.refresh_from_db()
    page = refused.content.decode()
    assert (refused.status_code, story.state) == (409, "draft")
    assert "Not yet, I think" in page
    assert FIVE["sentence"] in page


def test_create_sent_again_with_other_words_shows_both_and_goes_on_from_there(
    client, sign_in
):
    sign_in("member")
    draft = FIVE | {"action": "draft", "token": "one"}
    client.post(NEW, draft)
    story = Story.objects.get()
    other = draft | {"action": "publish", "sentence": "Ask who owns the pipeline"}

    refused = client.post(NEW, other)

    story.refresh_from_db()
    page = refused.content.decode()
    assert (refused.status_code, story.state) == (409, "draft")
    assert story.sentence == FIVE["sentence"]
    assert f"<dd>{FIVE['sentence']}</dd>" in page
    assert "Ask who owns the pipeline</textarea>" in page
    assert f'action="/me/stories/{story.pk}/edit/"' in page
    form = other | {"version": refused.context["form"].data["version"]}
    client.post(f"/me/stories/{story.pk}/edit/", form)
    story.refresh_from_db()
    assert (story.state, story.sentence) == ("published", "Ask who owns the pipeline")


def test_create_asks_about_odd_values_before_it_publishes(client, sign_in):
    sign_in("member")

    response = client.post(NEW, FIVE | {"months": 72, "action": "publish"}, follow=True)

    assert Story.objects.get().state == "draft"
    assert "You wrote 72 months. Is that right?" in response.content.decode()


def test_create_keeps_the_text_when_an_answer_is_missing(client, sign_in):
    sign_in("member")

    response = client.post(
        NEW,
        FIVE
        | {
            "months": "0",
            "narrative": "My whole story",
            "carried_kubernetes": "on",
            "action": "publish",
        },
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "Write at least 1 month. If it took less, write 1." in page
    assert "My whole story" in page
    assert response.context["form"]["carried_kubernetes"].value()
    assert not Story.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"sentence": "x" * 5000},
        {"narrative": "x" * 10_001},
        {"months": "\x00"},
        {"months": "9" * 200},
        {"sentence": "nul \x00 byte"},
        {"from_role": "vp"},
        {"version": "-1"},
        {"version": "9" * 40},
        {"weeks_drift-monitoring": "-4"},
        {"difficulty_drift-monitoring": "9"},
    ],
)
def test_create_answers_422_to_bad_input_and_writes_nothing(client, sign_in, answers):
    sign_in("member")

    response = client.post(NEW, FIVE | answers | {"action": "publish"})

    assert response.status_code == 422
    assert not Story.objects.exists()


def test_create_keeps_the_text_when_it_is_too_fast(client, sign_in):
    sign_in("member")
    with clock.at(clock.now()):
        for _ in range(STORY_SAVING[0]):
            client.post(NEW, {"sentence": "Again and again", "action": "draft"})

        response = client.post(NEW, {"sentence": "One too many", "action": "draft"})

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= STORY_SAVING[1]
    assert "One too many" in response.content.decode()
    assert "still here. It is open again at " in response.content.decode()
    assert not Story.objects.filter(sentence="One too many").exists()


def test_create_keeps_what_a_signed_out_person_sends(client, sign_in):
    answers = FIVE | {
        "narrative": "Typed before the session ended",
        "carried_kubernetes": "on",
        "weeks_drift-monitoring": "5",
        "action": "publish",
    }
    sent = client.post(NEW, answers)
    assert unquote(sent["Location"]) == f"/accounts/login/?next={NEW}"
    assert not Story.objects.exists()

    sign_in("member")
    page = client.get(NEW)

    form = page.context["form"]
    assert form["narrative"].value() == "Typed before the session ended"
    assert form["carried_kubernetes"].value()
    assert form["weeks_drift-monitoring"].value() == "5"
    assert "What you wrote before you signed in is back." in page.content.decode()


def test_create_refuses_the_suspended_and_writes_nothing(client, sign_in):
    sign_in("suspended")

    response = client.post(NEW, FIVE | {"action": "publish"})

    assert response.status_code == 403
    assert FIVE["sentence"] in response.content.decode()
    assert "Everything you wrote is still here." in response.content.decode()
    assert not Story.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_create_answers_405_to_what_it_does_not_do(client, sign_in, method):
    sign_in("member")

    assert getattr(client, method)(NEW).status_code == 405


def test_flagging_is_offered_to_readers_and_not_to_the_author(client, sign_in):
    story = published_story()
    flag = reverse("moderation:flag_create", args=["story", story.pk])

    offered = []
    for person in (None, member(), moderator(), story.author):
        client.logout()
        if person:
            sign_in(person)
        offered.append(flag in client.get(story.get_absolute_url()).content.decode())

    assert offered == [False, True, True, False]


def test_whoever_only_considers_a_move_has_left_no_job(client):
    considering = StoryFactory(ending="considering", kept_job=False)
    done = StoryFactory(ending="done", kept_job=False)

    pages = [
        client.get(story.get_absolute_url()).content.decode()
        for story in (considering, done)
    ]

    assert ["left before" in page for page in pages] == [False, True]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        (
            "ending=stopped&ending=went_back",
            "Stories of the move: stopped or went back",
        ),
        ("to=mlops&ending=stopped", "Stories of the move to MLOps, stopped"),
    ],
)
def test_index_is_named_by_what_is_asked(client, query, title):
    page = client.get(f"/stories/?{query}").content.decode()

    assert f"<title>{title}" in page
