import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _development(settings, tmp_path):
    settings.DEVELOPMENT_PAGES = True
    settings.ROOT_URLCONF = "tests.pages.urls"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


def send(*subjects):
    letters = []
    for subject in subjects:
        letter = EmailMultiAlternatives(
            subject, "Your code is 1234.", "from@example.org", ["to@example.org"]
        )
        letter.attach_alternative("<p>Your <b>code</b> is 1234.</p>", "text/html")
        letters.append(letter)
    get_connection().send_messages(letters)


def test_index_is_empty_before_the_first_mail(client):
    assert "No mail yet." in client.get("/dev/mail/").content.decode()


def test_index_and_detail_show_every_mail_of_a_file(client):
    send("The first", "The second, with an é")

    page = client.get("/dev/mail/")

    sent = page.context["sent"]
    assert [mail.subject for mail in sent] == ["The second, with an é", "The first"]
    detail = client.get(f"/dev/mail/{sent[0].name}/{sent[0].number}/").content.decode()
    assert "Your code is 1234." in detail
    assert "to@example.org" in detail


def test_html_shows_the_letter_under_a_policy_of_its_own(client):
    send("The first")
    sent = client.get("/dev/mail/").context["sent"][0]

    response = client.get(f"/dev/mail/{sent.name}/{sent.number}/html/")

    assert "<b>code</b>" in response.content.decode()
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy


@pytest.mark.parametrize(
    "name", ["..", "nothing.log", "20300101-000000-1.log", "20300101-000000-1.log.txt"]
)
def test_detail_opens_nothing_but_mail(client, name):
    send("The first")

    assert client.get(f"/dev/mail/{name}/1/").status_code == 404


def test_detail_knows_how_many_there_are(client):
    send("The first")
    name = client.get("/dev/mail/").context["sent"][0].name

    assert client.get(f"/dev/mail/{name}/0/").status_code == 404
    assert client.get(f"/dev/mail/{name}/2/").status_code == 404


def test_index_without_mail_files_is_empty(client, settings):
    del settings.EMAIL_FILE_PATH

    assert "No mail yet." in client.get("/dev/mail/").content.decode()
