from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from core import clock
from privacy.models import Export
from privacy.services.export import ask_for_export, build_export
from tests.factories import access as people

pytestmark = pytest.mark.django_db

INDEX = reverse("privacy:export_index")
CREATE = reverse("privacy:export_create")
PROVE = reverse("account_reauthenticate")


@pytest.fixture
def person():
    return people.member(handle="own")


def built(person):
    export = ask_for_export(person=person)
    build_export(export.pk)
    export.refresh_from_db()
    return export


def url(export):
    return reverse("privacy:export_download", args=[export.pk])


def prove(client, next_url):
    """The step-up, as the page asks it."""
    return client.post(f"{PROVE}?next={next_url}", {"password": people.PASSWORD})


def enter(client, person):
    client.force_login(person)
    client.get(INDEX)
    prove(client, INDEX)


def test_asking_and_fetching_end_to_end(client, person):
    client.force_login(person)
    assert "Put a copy together" in client.get(INDEX).content.decode()

    asked = client.post(CREATE)
    assert asked.status_code == 302
    assert asked["Location"].startswith(PROVE)
    assert not Export.objects.exists()
    prove(client, CREATE)
    export = Export.objects.get()
    assert "being put together" in client.get(INDEX).content.decode()
    build_export(export.pk)
    assert url(export) in client.get(INDEX).content.decode()
    response = client.get(url(export))

    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith('attachment; filename="crossroad')
    content = b"".join(response)
    assert "index.html" in ZipFile(BytesIO(content)).namelist()


def test_fetching_asks_for_a_fresh_proof(client, person):
    export = built(person)
    client.force_login(person)

    response = client.get(url(export))

    assert response.status_code == 302
    assert response["Location"].startswith(PROVE)


@pytest.mark.parametrize("who", ["expired", "suspended", "new_person"])
def test_an_export_is_asked_for_and_fetched_whatever_is_closed(client, who):
    person = getattr(people, who)()
    enter(client, person)

    assert client.post(CREATE).status_code == 302
    export = Export.objects.get()
    build_export(export.pk)

    assert client.get(url(export)).status_code == 200


def test_another_s_export_is_404(client, person):
    export = built(person)
    enter(client, people.member())

    assert client.get(url(export)).status_code == 404
    assert url(export) not in client.get(INDEX).content.decode()


def test_an_organiser_cannot_fetch_another_s_export(client, person):
    export = built(person)
    enter(client, people.organiser())

    assert client.get(url(export)).status_code == 404


def test_a_copy_is_gone_after_72_hours_even_before_it_is_removed(client, person):
    export = built(person)

    with clock.at(export.expires_at - timedelta(seconds=1)):
        enter(client, person)
        assert client.get(url(export)).status_code == 200
    with clock.at(export.expires_at):
        response = client.get(url(export))

    assert response.status_code == 410
    assert "no longer here" in response.content.decode()


def test_what_is_not_ready_is_404(client, person):
    export = ask_for_export(person=person)
    enter(client, person)

    assert client.get(url(export)).status_code == 404


def test_a_visitor_and_a_former_member_are_led_to_the_sign_in_page(client, person):
    export = built(person)
    enter(client, person)
    person.is_active = False
    person.save()

    for address in (INDEX, CREATE, url(export)):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
    assert client.post(CREATE).status_code == 302
    assert Export.objects.count() == 1


def test_a_range_of_an_export_can_be_resumed(client, person):
    export = built(person)
    enter(client, person)

    whole = b"".join(client.get(url(export)))
    rest = client.get(url(export), headers={"range": "bytes=10-"})

    assert rest.status_code == 206
    assert b"".join(rest) == whole[10:]


def test_asking_too_often_is_429_and_says_when(client, person):
    for _ in range(5):
        built(person)
    enter(client, person)

    response = client.post(CREATE)

    assert response.status_code == 429
    assert response["Retry-After"]
    assert Export.objects.count() == 5


@pytest.mark.parametrize(
    ("minutes", "sentence", "may_ask"),
    [
        (0, "you can ask again on this page.", False),
        (9, "you can ask again on this page.", False),
        (10, "Your copy takes longer than it should.", False),
        (59, "Your copy takes longer than it should.", False),
        (60, "could not be put together; ask again", True),
    ],
)
def test_index_says_how_long_it_takes_and_lets_ask_again(
    client, person, minutes, sentence, may_ask
):
    export = ask_for_export(person=person)
    client.force_login(person)

    with clock.at(export.asked_at + timedelta(minutes=minutes)):
        page = client.get(INDEX).content.decode()

    assert sentence in page
    assert ("Put a copy together" in page) is may_ask
