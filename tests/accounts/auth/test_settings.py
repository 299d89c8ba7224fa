import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse

from accounts.models import Document
from accounts.services.sessions import SEEN, device_of
from tests.accounts.auth.steps import sign_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, "Firefox on Linux"),
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/140.0", "Edge on Windows"),
        (SAFARI, "Safari on an iPhone"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
    ],
)
def test_device_of(user_agent, device):
    assert device_of(user_agent) == device


def test_settings_are_saved(client):
    person = UserFactory()
    client.force_login(person)

    client.post(
        reverse("accounts:settings_edit"),
        {
            "display_name": "Another Name",
            "zone": "Asia/Tokyo",
            "theme": "dark",
            "contrast": "more",
        },
    )

    person.refresh_from_db()
    assert (person.display_name, person.zone) == ("Another Name", "Asia/Tokyo")
    assert (person.theme, person.contrast, person.shortcuts) == ("dark", "more", False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", "https://evil.example"),
        ("display_name", "evil.com"),
        ("display_name", ""),
        ("zone", "Nowhere/Land"),
        ("theme", "pink"),
        ("display_name", "Mi\x00ra"),
    ],
)
def test_wrong_settings_change_nothing(client, field, value):
    person = UserFactory(display_name="Mira Valk")
    client.force_login(person)
    right = {
        "display_name": "Another",
        "zone": "Asia/Tokyo",
        "theme": "dark",
        "contrast": "more",
    }

    answer = client.post(reverse("accounts:settings_edit"), right | {field: value})

    assert answer.status_code == 422
    person.refresh_from_db()
    assert (person.display_name, person.zone) == ("Mira Valk", "UTC")


def test_settings_take_no_field_that_is_not_theirs(client):
    person = UserFactory()
    client.force_login(person)

    client.post(
        reverse("accounts:settings_edit"),
        {
            "display_name": "Name",
            "zone": "UTC",
            "theme": "auto",
            "contrast": "normal",
            "handle": "another",
            "email": "another@example.org",
            "is_active": "",
        },
    )

    before = (person.handle, person.email)
    person.refresh_from_db()
    assert (person.handle, person.email, person.is_active) == (*before, True)


def test_sessions_are_listed_in_plain_words(client):
    person = UserFactory()
    sign_in(client, person, HTTP_USER_AGENT=FIREFOX)
    client.post(reverse("account_logout"))
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    sign_in(client, person)

    page = client.get(reverse("accounts:session_index")).content.decode()

    assert "Firefox on Linux" in page
    assert "here, now" in page


def test_one_session_is_ended_from_another(client):
    person = UserFactory()
    elsewhere = client.__class__()
    sign_in(elsewhere, person)
    sign_in(client, person)
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)

    client.post(reverse("accounts:session_end", args=[other.pk]))

    assert elsewhere.get("/me/settings/").status_code == 302
    assert client.get("/me/settings/").status_code == 200


def test_all_other_sessions_are_ended_at_once(client):
    person = UserFactory()
    others = [client.__class__() for _ in range(2)]
    for browser in (*others, client):
        sign_in(browser, person)

    client.post(reverse("accounts:session_end_others"))

    assert [browser.get("/me/settings/").status_code for browser in others] == [302] * 2
    assert client.get("/me/settings/").status_code == 200


def test_nobody_ends_the_session_of_another(client):
    victim = client.__class__()
    sign_in(victim, UserFactory())
    sign_in(client, UserFactory())
    theirs = UserSession.objects.get(session_key=victim.session.session_key)

    answer = client.post(reverse("accounts:session_end", args=[theirs.pk]))

    assert answer.status_code == 404
    assert victim.get("/me/settings/").status_code == 200


def test_reading_a_page_writes_no_last_seen(client, django_assert_num_queries):
    sign_in(client, UserFactory())
    seen = client.session[SEEN]

    client.get(reverse("accounts:terms_detail"))

    assert client.session[SEEN] == seen


def test_last_seen_is_written_after_ten_minutes(client):
    sign_in(client, UserFactory())
    session = client.session
    session[SEEN] -= 601
    session.save()
    UserSession.objects.update(last_seen_at="2020-01-01T00:00Z")

    client.get("/me/settings/")

    assert UserSession.objects.get().last_seen_at.year > 2020


@pytest.mark.parametrize("kind", ["terms", "privacy", "rules"])
def test_the_texts_are_public(client, kind):
    answer = client.get(reverse(f"accounts:{kind}_detail"))

    assert answer.status_code == 200
    assert "<h" in answer.content.decode()


def test_an_earlier_version_stays_at_its_address(client):
    first = Document.objects.current("terms")
    Document.objects.create(kind="terms", version=2, body="Newer terms.")

    now = client.get(reverse("accounts:terms_detail")).content.decode()
    then = client.get(first.get_absolute_url()).content.decode()

    assert "Newer terms." in now
    assert "Newer terms." not in then
    assert "earlier version" in then
    assert client.get("/terms/9/").status_code == 404


@pytest.mark.parametrize("name", ["settings_edit", "session_index", "agreement_index"])
def test_settings_lead_a_visitor_to_the_sign_in(client, name):
    address = reverse(f"accounts:{name}")

    assert (
        client.get(address)["Location"] == f"{reverse('account_login')}?next={address}"
    )
