import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import path, resolve

from forum.models import Post, Thread
from pages.views import errors
from tests.factories import access
from tests.factories.forum import CategoryFactory, thread_of
from tests.factories.notifications import NoticeFactory

pytestmark = pytest.mark.django_db

TEXT = "A long reply, typed with care, that nobody wants to type again. " * 3


def refuse(request):
    raise PermissionDenied("This thread is locked.")


def test_denied_prints_the_sentence_of_the_policy():
    request = RequestFactory().get("/")
    request.access = None

    response = errors.denied(request, PermissionDenied("This thread is locked."))

    assert response.status_code == 403
    assert "This thread is locked." in response.content.decode()


def test_not_found_answers_404(client):
    response = client.get("/there/is/nothing/here/")

    assert response.status_code == 404
    assert "There is nothing at this address." in response.content.decode()


def test_a_step_is_no_page_and_says_so(client):
    person = access.member()
    notice = NoticeFactory(recipient=person)
    client.force_login(person)

    response = client.get("/me/notices/read/")
    page = response.content.decode()

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "This address is a step, and not a page." in page
    assert 'href="/"' in page
    notice.refresh_from_db()
    assert notice.is_unread


def test_a_page_that_takes_no_words_gives_them_back(client):
    client.force_login(access.member())

    response = client.post("/me/notices/", {"body": TEXT})
    page = response.content.decode()

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert TEXT.strip() in page
    assert "This page takes no form." in page
    assert "and not a page" not in page


def test_broken_names_the_request_and_asks_no_database(django_assert_num_queries):
    request = RequestFactory().get("/")
    request.request_id = "abc-123"

    with django_assert_num_queries(0):
        response = errors.broken(request)

    assert response.status_code == 500
    assert "abc-123" in response.content.decode()


def test_broken_gives_the_words_back_and_asks_no_database(django_assert_num_queries):
    request = RequestFactory().post("/t/1/reply/", {"body": TEXT, "token": "abc"})
    request.resolver_match = resolve("/t/1/reply/")

    with django_assert_num_queries(0):
        response = errors.broken(request)
    page = response.content.decode()

    assert response.status_code == 500
    assert TEXT.strip() in page
    assert 'action="/t/1/reply/"' in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_an_address_that_leads_nowhere_repeats_nothing(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    fields = {"body": TEXT, "a": "1", "b": "2"}

    from_elsewhere = client.post("/there/is/nothing/here/", {"body": TEXT})
    too_much = client.post("/there/is/nothing/here/", fields)

    assert (from_elsewhere.status_code, too_much.status_code) == (404, 404)
    assert TEXT.strip() not in from_elsewhere.content.decode()


@pytest.fixture
def strict():
    """A browser whose form has lost its token."""
    return Client(enforce_csrf_checks=True)


def test_csrf_failed_gives_the_text_back_and_writes_nothing(strict):
    thread = thread_of(1, category=CategoryFactory())
    strict.force_login(access.member())
    address = f"/t/{thread.pk}/reply/"

    response = strict.post(
        address,
        {
            "body": TEXT,
            "token": "abc",
            "password": "hush",
            "csrfmiddlewaretoken": "old",
        },
        headers={"Origin": "http://testserver"},
    )
    page = response.content.decode()

    assert response.status_code == 403
    assert TEXT.strip() in page
    assert f'action="{address}"' in page
    assert '<input type="hidden" name="token" value="abc">' in page
    assert "hush" not in page
    assert Post.objects.count() == 1


def test_csrf_failed_can_be_sent_again_with_the_fresh_token(strict):
    thread = thread_of(1, category=CategoryFactory())
    strict.force_login(access.member())
    address = f"/t/{thread.pk}/reply/"
    origin = {"Origin": "http://testserver"}

    first = strict.post(address, {"body": TEXT}, headers=origin)
    token = first.context["csrf_token"]
    second = strict.post(
        address, {"body": TEXT, "csrfmiddlewaretoken": str(token)}, headers=origin
    )

    assert second.status_code in {200, 201, 302}
    assert Post.objects.count() == 2


def test_csrf_failed_from_elsewhere_gets_no_button(strict):
    strict.force_login(access.member())

    response = strict.post(
        "/t/1/reply/", {"body": TEXT}, headers={"Origin": "https://elsewhere.example"}
    )
    page = response.content.decode()

    assert response.status_code == 403
    assert "Send it again" not in page
    assert 'action="/t/1/reply/"' not in page
    assert TEXT.strip() in page
    assert not Thread.objects.exists()


@pytest.mark.parametrize("origin", ["null", "", "http://[broken", "testserver"])
def test_csrf_failed_trusts_no_odd_origin(strict, origin):
    response = strict.post("/t/1/reply/", {"body": TEXT}, headers={"Origin": origin})

    assert response.status_code == 403
    assert "Send it again" not in response.content.decode()


def test_csrf_failed_escapes_what_it_gives_back(strict):
    body = "</textarea><script>alert(1)</script>" + TEXT

    response = strict.post(
        "/t/1/reply/", {"body": body}, headers={"Origin": "http://testserver"}
    )

    assert "<script>alert" not in response.content.decode()


urlpatterns = [path("refused/", refuse)]
