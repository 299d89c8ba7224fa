import pytest
from django.core.exceptions import PermissionDenied

from core.errors import Changed
from core.limits import ASKING, WAITING_SHOWN
from onboarding.errors import AskedAlready
from onboarding.models import AccessRequest
from onboarding.services.access_requests import answer, ask
from outbox.models import Mail
from tests.factories.access import expired, member, moderator, organiser
from tests.factories.accounts import UserFactory, former
from tests.racing import race

pytestmark = pytest.mark.django_db

PAGE = "/me/access/ask/"
DESK = "/organise/requests/"
FORM = {"kind": "window", "text": "One more month, please."}


@pytest.fixture
def asked():
    return ask(person=expired(), **FORM)


def letters():
    return Mail.objects.filter(kind="answers/answered")


def test_ask_twice_is_once(asked):
    assert ask(person=asked.person, **FORM) == asked
    with pytest.raises(AskedAlready):
        ask(person=asked.person, kind="other", text="And something else.")

    assert AccessRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ask_at_once_leaves_one_request():
    person = UserFactory()

    race(*(lambda n=n: ask(person=person, kind="other", text=f"{n}") for n in range(4)))

    assert AccessRequest.objects.count() == 1


def test_answer_tells_the_person_by_mail(asked):
    answer(organiser=organiser(), request=asked, answer="It is added.")

    letter = letters().get()
    assert letter.to == asked.person.email
    assert "One more month, please." in letter.text
    assert "It is added." in letter.text


def test_answer_once_only(asked):
    boss = organiser()
    answer(organiser=boss, request=asked, answer="It is added.")

    with pytest.raises(Changed) as changed:
        answer(organiser=boss, request=asked, answer="It is not.")

    assert (changed.value.theirs, changed.value.yours) == ("It is added.", "It is not.")
    asked.refresh_from_db()
    assert asked.answer == "It is added."
    assert letters().count() == 1


@pytest.mark.parametrize("person", [member, moderator, former])
def test_answer_is_an_organisers(asked, person):
    with pytest.raises(PermissionDenied):
        answer(organiser=person(), request=asked, answer="Yes.")

    asked.refresh_from_db()
    assert asked.answered_at is None
    assert not letters().exists()


def test_create_puts_the_question_on_the_desk_and_on_the_access_page(client):
    person = expired()
    client.force_login(person)

    response = client.post(PAGE, FORM)

    assert (response.status_code, response.url) == (302, "/me/access/")
    assert "One more month, please." in client.get("/me/access/").content.decode()
    page = client.get(PAGE).content.decode()
    assert "waits for its answer" in page
    assert "<textarea" not in page


def test_create_keeps_the_words_of_a_second_question(client):
    client.force_login(expired())
    client.post(PAGE, FORM)

    response = client.post(PAGE, FORM | {"text": "Something more."})

    assert response.status_code == 409
    assert "Something more." in response.content.decode()
    assert AccessRequest.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"text": ""}, {"text": "x" * 2_001}, {"kind": "steal"}, {"text": "\x00"}]
)
def test_create_refuses_what_is_wrong(client, fields):
    client.force_login(expired())

    assert client.post(PAGE, FORM | fields).status_code == 422
    assert not AccessRequest.objects.exists()


def test_create_too_often_keeps_the_words(client):
    client.force_login(expired())
    for _ in range(ASKING[0]):
        client.post(PAGE, FORM)

    response = client.post(PAGE, FORM | {"text": "One too many."})

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "One too many." in response.content.decode()


def test_create_keeps_the_words_of_an_ended_session(client):
    response = client.post(PAGE, FORM | {"kind": "other"})

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")
    assert not AccessRequest.objects.exists()
    client.force_login(expired())
    form = client.get(PAGE).context["form"]
    assert (form["kind"].value(), form["text"].value()) == ("other", FORM["text"])


def test_create_shows_the_words_of_an_ended_session_beside_what_waits(client, asked):
    client.post(PAGE, FORM | {"text": "Something more."})

    client.force_login(asked.person)

    assert "Something more." in client.get(PAGE).content.decode()


def test_answer_keeps_the_words_of_an_ended_session(client, asked):
    client.post(f"{DESK}{asked.pk}/", {"answer": "It is added."})
    asked.refresh_from_db()
    assert asked.answered_at is None

    client.force_login(organiser())

    page = client.get(f"{DESK}{asked.pk}/")
    assert page.context["form"]["answer"].value() == "It is added."


def test_desk_counts_lists_and_answers(client, asked):
    client.force_login(organiser())

    assert '<span class="badge">1' in client.get("/organise/").content.decode()
    assert asked.text in client.get(DESK).content.decode()
    page = client.get(f"{DESK}{asked.pk}/").content.decode()
    assert f"/organise/people/{asked.person.handle}/access/" in page
    response = client.post(f"{DESK}{asked.pk}/", {"answer": "It is added."})

    assert (response.status_code, response.url) == (302, DESK)
    assert '<span class="badge">' not in client.get("/organise/").content.decode()
    client.force_login(asked.person)
    assert "It is added." in client.get("/me/access/").content.decode()


def test_desk_shows_the_longest_waits_of_many(client):
    first = ask(person=expired(), **FORM)
    for person in UserFactory.create_batch(WAITING_SHOWN):
        last = ask(person=person, **FORM)
    client.force_login(organiser())

    page = client.get(DESK)

    shown = [request.pk for request in page.context["requests"]]
    assert (len(shown), shown[0], last.pk in shown) == (WAITING_SHOWN, first.pk, False)
    assert f"{WAITING_SHOWN + 1} open" in page.content.decode()


def test_desk_shows_both_answers_where_two_were_written(client, asked):
    answer(organiser=organiser(), request=asked, answer="It is added.")
    client.force_login(organiser())

    response = client.post(f"{DESK}{asked.pk}/", {"answer": "It is not."})

    assert response.status_code == 409
    page = response.content.decode()
    assert "It is added." in page
    assert "It is not." in page


@pytest.mark.parametrize("person", [member, moderator])
def test_desk_is_not_there_for_anyone_else(client, asked, person):
    client.force_login(person())

    assert client.get(DESK).status_code == 404
    assert client.get(f"{DESK}{asked.pk}/").status_code == 404
    assert client.post(f"{DESK}{asked.pk}/", {"answer": "Yes."}).status_code == 404
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_closed_door_and_access_page_lead_to_asking(client):
    client.force_login(expired())

    assert PAGE in client.get("/me/access/").content.decode()
    assert "mailto:" not in client.get("/me/access/").content.decode()
