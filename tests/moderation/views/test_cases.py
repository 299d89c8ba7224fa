import pytest
from django.urls import reverse

from access.models import Restriction
from core import clock
from forum.services.moderating import hide_post
from forum.services.posts import delete_post, undelete_post
from forum.services.threads import start_thread
from moderation.models import Case, LogEntry, Message, Rule
from moderation.services import decisions
from moderation.services.decisions import Decision
from moderation.services.flags import flag_thing
from stories.services.stories import (
    hide_story,
    publish_story,
    restore_story,
    save_draft,
)
from tests.factories.access import RoleFactory, member, moderator, organiser
from tests.factories.accounts import give_second_factor, new_person
from tests.factories.moderation import CaseFactory

pytestmark = pytest.mark.django_db

FIVE = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 7,
    "sentence": "Ask who owns the data before you ask for a model",
}


@pytest.fixture
def case(reporter, post):
    return flag_thing(
        reporter=reporter,
        kind="post",
        pk=post.pk,
        reason="advertising",
        note="Same text as in a mail",
    ).case


def url(case):
    return reverse("moderation:case_detail", args=[case.pk])


def answers(page, **chosen):
    """What a browser would send: the chosen answers and the page's hidden fields."""
    hidden = {"version": page.context["version"], "seen": page.context["seen"]}
    return {"action": "hide", "rule": Rule.objects.get(number=4).pk} | hidden | chosen


@pytest.mark.parametrize("make", [None, member, organiser])
def test_the_case_is_not_there_for_anybody_else(client, case, make):
    if make:
        client.force_login(make())

    codes = [client.get(url(case)).status_code, client.post(url(case)).status_code]

    # Whoever is signed out may be a moderator whose session has ended.
    assert codes == [404, 404 if make else 302]
    assert Case.objects.open().count() == 1


def test_a_session_that_ended_over_a_letter_keeps_it(client, case, hana):
    response = client.post(url(case), {"action": "hide", "words": "Kept words"})

    assert response.url == f"/accounts/login/?next={url(case)}"
    client.force_login(hana)
    assert "Kept words</textarea>" in client.get(url(case)).content.decode()
    assert not LogEntry.objects.exists()


def test_a_letter_of_who_is_no_moderator_any_more_is_given_back(client, case, hana):
    client.force_login(hana)
    hana.roles.update(ended_at=clock.now())

    response = client.post(url(case), {"action": "hide", "words": "Kept words"})

    assert response.status_code == 404
    assert "Kept words</textarea>" in response.content.decode()
    assert not LogEntry.objects.exists()


def test_detail_shows_what_was_said_and_not_by_whom(client, case, hana, reporter):
    client.force_login(hana)

    page = client.get(url(case)).content.decode()

    assert "Buy my <em>course</em> at once." in page
    assert "Same text as in a mail" in page
    assert reporter.display_name not in page


def test_the_letter_is_shown_before_it_is_sent_word_for_word(client, case, hana, post):
    client.force_login(hana)
    page = client.get(url(case))

    shown = client.post(url(case), answers(page, words="Not here."))
    is_untouched = not LogEntry.objects.exists()
    done = client.post(url(case), answers(shown, words="Not here."))

    assert (shown.status_code, is_untouched, done.status_code) == (200, True, 302)
    letter = Message.objects.get(recipient=post.author)
    assert letter.body == shown.context["draft"].body
    assert letter.paragraphs[1].startswith("Your post of")


def test_the_letter_takes_focus_where_it_is_shown(client, case, hana):
    client.force_login(hana)
    page = client.get(url(case))

    shown = client.post(url(case), answers(page))

    assert "data-focus" not in page.content.decode()
    assert 'id="letter" tabindex="-1" data-focus' in shown.content.decode()


def test_other_words_are_shown_again_first(client, case, hana):
    client.force_login(hana)
    shown = client.post(url(case), answers(client.get(url(case)), words="Not here."))

    again = client.post(url(case), answers(shown, words="Somewhere else."))

    assert again.status_code == 200
    assert "Somewhere else." in again.context["draft"].body
    assert not LogEntry.objects.exists()


def test_keeping_it_needs_no_letter(client, case, hana):
    client.force_login(hana)

    response = client.post(url(case), answers(client.get(url(case)), action="keep"))

    assert (response.status_code, Case.objects.get().outcome) == (302, "kept")


@pytest.mark.parametrize("is_flagged", [True, False])
def test_what_was_done_speaks_of_flags_only_where_there_are(
    client, hana, post, reporter, is_flagged
):
    if is_flagged:
        flag_thing(reporter=reporter, kind="post", pk=post.pk, reason="other")
    client.force_login(hana)
    opened = client.post(
        reverse("moderation:case_create", args=["post", post.pk]), follow=True
    )
    page = opened.redirect_chain[-1][0]

    done = client.post(page, answers(opened, action="keep"), follow=True)

    told = "Whoever flagged it has been told." in done.content.decode()
    assert ("It stays." in done.content.decode(), told) == (True, is_flagged)


def test_hiding_without_a_rule_keeps_the_words(client, case, hana):
    client.force_login(hana)
    page = client.get(url(case))

    response = client.post(url(case), answers(page, rule="", words="Kept words"))

    assert response.status_code == 422
    assert "Kept words" in response.content.decode()
    assert Case.objects.open().count() == 1


def test_a_case_that_changed_meanwhile_is_409_with_the_words_kept(
    client, case, hana, post
):
    client.force_login(hana)
    shown = client.post(url(case), answers(client.get(url(case)), words="Kept words"))
    flag_thing(reporter=member(), kind="post", pk=post.pk, reason="other")

    response = client.post(url(case), answers(shown, words="Kept words"))

    assert response.status_code == 409
    assert "flagged this since" in response.content.decode()
    assert "Kept words" in response.content.decode()
    assert not LogEntry.objects.exists()
    # Having read it, the moderator may decide.
    assert (
        client.post(url(case), answers(response, words="Kept words")).status_code == 302
    )


def test_the_same_form_sent_twice_does_it_once(client, case, hana, post):
    client.force_login(hana)
    shown = client.post(url(case), answers(client.get(url(case))))

    codes = [client.post(url(case), answers(shown)).status_code for _ in range(2)]

    assert (codes, LogEntry.objects.count()) == ([302, 302], 1)


def test_whoever_comes_second_sees_what_the_first_did(client, case, hana):
    second = moderator()
    client.force_login(second)
    shown = client.post(url(case), answers(client.get(url(case))))
    client.force_login(hana)
    client.post(url(case), answers(client.get(url(case)), action="keep"))
    client.force_login(second)

    response = client.post(url(case), answers(shown, words="Kept words"))

    assert response.status_code == 409
    assert "Hana Okabe decided that it stays" in response.content.decode()
    assert "Kept words</textarea>" in response.content.decode()
    assert LogEntry.objects.count() == 1


def test_whoever_comes_second_is_offered_what_can_be_done_now(client, case, hana):
    client.force_login(hana)
    shown = client.post(url(case), answers(client.get(url(case)), words="Mine"))
    client.force_login(moderator())
    client.post(
        url(case), answers(client.post(url(case), answers(client.get(url(case)))))
    )
    client.force_login(hana)

    response = client.post(url(case), answers(shown, words="Mine"))

    page = response.content.decode()
    assert response.status_code == 409
    assert '<h2 class="h-small">Make the post visible again</h2>' in page
    assert 'type="radio"' not in page
    assert "Mine</textarea>" in page
    assert LogEntry.objects.count() == 1


def test_nobody_closes_the_case_of_what_is_back(client, case, hana, post):
    delete_post(author=post.author, post=post)
    client.force_login(hana)
    shown = client.get(url(case))
    undelete_post(author=post.author, post=post)

    response = client.post(url(case), answers(shown, action="close"))

    page = response.content.decode()
    assert "Close the case: its author has taken it away" in shown.content.decode()
    assert response.status_code == 409
    assert "Its author has brought it back since you opened the page." in page
    assert "Nothing, the post stays" in page
    assert Case.objects.open().get() == case
    assert not LogEntry.objects.exists()
    assert not Message.objects.exists()


def test_the_case_of_what_is_away_is_closed_once(client, case, hana, post):
    delete_post(author=post.author, post=post)
    client.force_login(hana)
    sent = answers(client.get(url(case)), action="close")

    codes = [client.post(url(case), sent).status_code for _ in range(2)]

    assert codes == [302, 302]
    assert Case.objects.get().outcome == "gone"
    assert (LogEntry.objects.count(), Message.objects.count()) == (1, 1)


def test_what_was_hidden_can_be_made_visible_again(client, case, hana, post):
    client.force_login(hana)
    client.post(
        url(case), answers(client.post(url(case), answers(client.get(url(case)))))
    )

    page = client.get(url(case))
    assert "Make the post visible again</h2>" in page.content.decode()
    assert ">Bring it back</button>" in page.content.decode()
    shown = client.post(url(case), answers(page, action="restore"))
    client.post(url(case), answers(shown, action="restore"))

    post.refresh_from_db()
    assert (post.is_hidden, Case.objects.get().outcome) == (False, "restored")


def test_nobody_reads_the_flags_on_their_own_words(client, case, post):
    RoleFactory(person=post.author)
    give_second_factor(post.author)
    client.force_login(post.author)

    page = client.get(url(case)).content.decode()
    refused = client.post(url(case), {"action": "keep", "version": 2})

    assert "Another moderator decides." in page
    assert "Same text as in a mail" not in page
    assert refused.status_code == 403
    assert Case.objects.open().count() == 1


def test_the_thread_of_a_hidden_story_is_not_offered_to_be_made_visible(client, hana):
    """It comes back with its story: the act would only be refused."""
    author = member()
    story = publish_story(author=author, story=save_draft(author=author, answers=FIVE))
    case = flag_thing(
        reporter=member(), kind="thread", pk=story.thread_id, reason="other"
    ).case
    hide_story(moderator=moderator(), story=story, reason="Rule 4")
    client.force_login(hana)

    page = client.get(url(case)).content.decode()

    assert "This thread comes back with the story that it belongs to." in page
    assert "Make the thread visible again" not in page
    restore_story(moderator=hana, story=story)
    page = client.get(url(case)).content.decode()
    assert "This thread comes back with the story" not in page
    assert "Hide the thread, tell the author why" in page


def test_what_another_case_has_brought_back_is_not_brought_back_again(
    client, case, hana, post
):
    rule = Rule.objects.get(number=4)
    decisions.hide(moderator=hana, case=case, decision=Decision(2, rule))
    again = flag_thing(reporter=moderator(), kind="post", pk=post.pk, reason="other")
    decisions.restore(moderator=hana, case=again.case, decision=Decision(2))
    client.force_login(hana)

    page = client.get(url(case))

    assert not page.context["has_acts"]
    assert "Make the post visible again" not in page.content.decode()


def test_a_hidden_thread_that_is_away_as_well_comes_back_with_its_story(client, hana):
    author, rule = member(), Rule.objects.get(number=4)
    story = publish_story(author=author, story=save_draft(author=author, answers=FIVE))
    case = flag_thing(
        reporter=member(), kind="thread", pk=story.thread_id, reason="other"
    ).case
    decisions.hide(moderator=hana, case=case, decision=Decision(2, rule))
    hide_story(moderator=hana, story=story, reason="Rule 4")
    client.force_login(hana)

    page = client.get(url(case))

    assert not page.context["has_acts"]
    assert "This thread comes back with the story" in page.content.decode()


def test_create_opens_a_case_for_what_nobody_flagged(client, hana, post):
    client.force_login(hana)
    address = reverse("moderation:case_create", args=["post", post.pk])

    asked = client.get(address)
    is_untouched = not Case.objects.exists()
    opened = client.post(address)

    case = Case.objects.get()
    assert (asked.status_code, is_untouched, case.target_id) == (200, True, post.pk)
    assert opened.url == case.get_absolute_url()
    # From now on every way leads there.
    assert [client.get(address).url, client.post(address).url] == [opened.url] * 2
    assert Case.objects.count() == 1


def test_create_leads_to_the_case_by_which_a_thing_is_hidden(client, case, hana, post):
    client.force_login(hana)
    shown = client.post(url(case), answers(client.get(url(case))))
    client.post(url(case), answers(shown))

    response = client.get(reverse("moderation:case_create", args=["post", post.pk]))

    assert response.url == url(case)


def test_what_was_hidden_without_a_case_can_be_brought_back(client, hana, post):
    hide_post(moderator=hana, post=post, reason="By hand")
    client.force_login(hana)
    address = client.post(reverse("moderation:case_create", args=["post", post.pk])).url

    shown = client.post(address, answers(client.get(address), action="restore"))
    client.post(address, answers(shown, action="restore"))

    post.refresh_from_db()
    assert (post.is_hidden, Case.objects.get().outcome) == (False, "restored")


@pytest.mark.parametrize("make", [None, member])
def test_create_is_not_there_for_anybody_else(client, post, make):
    if make:
        client.force_login(make())

    response = client.post(reverse("moderation:case_create", args=["post", post.pk]))

    assert response.status_code == 404
    assert not Case.objects.exists()


def test_create_leads_to_where_a_thing_waits_to_be_read(
    client, hana, held_post, category
):
    thread = start_thread(
        author=new_person(), category=category, title="Hello all", body="First"
    )
    first = thread.posts.get()
    client.force_login(hana)

    for kind, pk, waits in [
        ("post", held_post.pk, held_post.pk),
        ("thread", thread.pk, first.pk),
    ]:
        url = reverse("moderation:case_create", args=[kind, pk])
        for answer in (client.get(url), client.post(url)):
            assert answer.url == reverse("moderation:held_detail", args=["post", waits])
    assert not Case.objects.exists()


@pytest.fixture
def first_case(reporter, thread):
    first = thread.posts.get(position=1)
    return flag_thing(reporter=reporter, kind="post", pk=first.pk, reason="other").case


def test_detail_suggests_the_thread_and_shows_the_one_letter(
    client, first_case, hana, thread
):
    client.force_login(hana)
    page = client.get(url(first_case))

    # Nobody has replied: the thread goes along unless the moderator unticks it.
    assert 'name="with_whole"' in page.content.decode()
    assert page.context["form"].initial["with_whole"]
    shown = client.post(url(first_case), answers(page, with_whole="on"))
    is_untouched = not LogEntry.objects.exists()
    done = client.post(url(first_case), answers(shown, with_whole="on"))

    assert (shown.status_code, is_untouched, done.status_code) == (200, True, 302)
    letter = Message.objects.get(recipient=thread.author)
    assert letter.body == shown.context["draft"].body
    thread.refresh_from_db()
    assert thread.is_hidden


def test_detail_does_not_tick_the_thread_where_others_have_written(
    client, first_case, hana, post
):
    client.force_login(hana)

    page = client.get(url(first_case))

    assert 'name="with_whole"' in page.content.decode()
    assert not page.context["form"].initial["with_whole"]


def test_nothing_is_said_of_the_thread_where_the_post_stays(client, first_case, hana):
    client.force_login(hana)
    page = client.get(url(first_case))

    # As a browser sends it: the thread was ticked by the page.
    done = client.post(
        url(first_case), answers(page, action="keep", with_whole="on"), follow=True
    )

    said = [str(message) for message in done.context["messages"]]
    assert said == ["It stays. Whoever flagged it has been told."]


def test_whoever_comes_second_does_not_bring_back_what_they_meant_to_hide(
    client, first_case, hana, thread, post
):
    """The same tick would mean the contrary for the act that can be done now."""
    client.force_login(hana)
    words = {"with_whole": "on", "words": "Mine"}
    shown = client.post(url(first_case), answers(client.get(url(first_case)), **words))
    rule = Rule.objects.get(number=4)
    quicker = Decision(Case.objects.get().version, rule, with_whole=True)
    decisions.hide(moderator=moderator(), case=first_case, decision=quicker)

    response = client.post(url(first_case), answers(shown, **words))

    form = response.context["form"]
    assert response.status_code == 409
    assert form["with_whole"].label == "Make the whole thread visible again as well"
    assert not form["with_whole"].value()
    assert form["words"].value() == "Mine"


def test_unticking_the_thread_shows_another_letter_first(client, first_case, hana):
    client.force_login(hana)
    page = client.get(url(first_case))
    shown = client.post(url(first_case), answers(page, with_whole="on"))

    again = client.post(url(first_case), answers(shown))

    assert again.status_code == 200
    assert again.context["draft"].subject == "Your post is hidden"
    assert not LogEntry.objects.exists()


def test_bringing_back_says_what_else_stands_and_ends_it_in_the_same_act(
    client, first_case, hana, thread
):
    client.force_login(hana)
    page = client.get(url(first_case))
    both = {"action": "hide_suspend", "days": "7", "with_whole": "on"}
    shown = client.post(url(first_case), answers(page, **both))
    client.post(url(first_case), answers(shown, **both))
    back = {"action": "restore", "with_whole": "on", "lifts": "on"}

    page = client.get(url(first_case))
    text = page.content.decode()
    shown = client.post(url(first_case), answers(page, **back))
    done = client.post(url(first_case), answers(shown, **back), follow=True)

    assert "Bringing it back leaves the rest as it is." in text
    assert "Its thread is hidden." in text
    assert "Its author can read but not write until" in text
    assert "Your suspension is lifted as well" in shown.context["draft"].body
    said = done.content.decode()
    assert "So is the whole thread. The suspension is lifted." in said
    thread.refresh_from_db()
    assert not thread.is_hidden
    assert not Restriction.objects.in_force_at(clock.now()).exists()


def test_detail_names_earlier_cases_to_moderators_alone(
    client, case, hana, thread, post
):
    other = flag_thing(
        reporter=member(), kind="thread", pk=thread.pk, reason="unkind"
    ).case
    client.force_login(hana)

    page = client.get(url(case)).content.decode()

    assert "Earlier cases and flags" in page
    assert f'href="{other.get_absolute_url()}"' in page
    assert "1 flag: Attacks or belittles someone" in page


def test_a_held_thing_knows_the_past_of_its_author(client, hana, held_post):
    other = CaseFactory(author=held_post.author, target_kind="story", target_id=77)
    client.force_login(hana)

    page = client.get(
        reverse("moderation:held_detail", args=["post", held_post.pk])
    ).content.decode()

    assert f'href="{other.get_absolute_url()}"' in page
