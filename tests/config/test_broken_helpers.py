"""Reading and posting while a part that helps is broken, full or not there."""

import json

import pytest

from forum.models import Post
from tests.config.production import python
from tests.factories.access import member
from tests.factories.forum import thread_of

# No file of the process grows: what a disk does that has no room left.
FULL = """
import json, resource, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import signing_in
from tests.factories.access import member, organiser
from tests.factories.cohorts import CohortFactory
from tests.factories.forum import thread_of
from forum.models import Post

thread = thread_of(1)
cohort = CohortFactory()
browser, desk, stranger = Client(), Client(), Client()
browser.force_login(member())
desk.force_login(organiser())
secure = {"secure": True, "headers": {"host": "crossroads.example.org"}}
page = browser.get(thread.get_absolute_url(), **secure)
resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
reply = {"body": "These words must not go.", "after": 1, "token": "t" * 22}
film = {"title": "A film of mine", "transcript": "Spoken words.",
        "file": SimpleUploadedFile("f.webm", b"x" * 4_000_000)}
answers = {
    "read": browser.get(thread.get_absolute_url(), **secure),
    "list": browser.get("/forum/", **secure),
    "search": browser.get("/search/?q=words", **secure),
    "reply": browser.post(f"/t/{thread.pk}/reply/", reply, **secure),
    "of a stranger": stranger.post(f"/t/{thread.pk}/reply/", reply, **secure),
    "in a part": stranger.post(f"/t/{thread.pk}/reply/", reply, secure=True,
        headers=secure["headers"] | {"hx-request": "true"}),
    "film": desk.post(f"/organise/cohorts/{cohort.slug}/recordings/new/", film,
                      **secure),
    "health": browser.get("/healthz", **secure),
}
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
print(json.dumps({"posts": Post.objects.count(), "before": page.status_code} | {
    name: [answer.status_code, answer.content.decode(), dict(answer.headers)]
    for name, answer in answers.items()
}))
"""


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full")
    database = f"sqlite:///{folder / 'site.sqlite3'}"
    done = python("-c", FULL, VAR_DIR=str(folder), DATABASE_URL=database)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_full_disk_leaves_all_that_is_read(full):
    assert full["before"] == 200
    assert [full[name][0] for name in ("read", "list", "search")] == [200] * 3


@pytest.mark.parametrize("who", ["reply", "of a stranger"])
def test_a_full_disk_gives_the_words_back_and_stores_nothing(full, who):
    status, page, _ = full[who]

    assert status == 503
    assert "Nothing can be saved at this moment" in page
    assert "These words must not go." in page
    assert "What you wrote is kept" not in page
    assert full["posts"] == 1


def test_a_full_disk_is_said_in_place_of_the_page_where_a_part_was_asked_for(full):
    status, _, headers = full["in a part"]

    assert status == 503
    assert headers["HX-Retarget"] == headers["HX-Reselect"] == "#main"


def test_a_film_without_room_is_answered(full):
    status, page, _ = full["film"]

    assert status == 503
    assert "Nothing can be saved at this moment" in page


def test_a_full_disk_is_told(full):
    status, report, _ = full["health"]

    assert status == 503
    assert json.loads(report)["disk"]["state"] == "bad"


@pytest.fixture
def broken_limits(settings, tmp_path):
    (tmp_path / "limits.sqlite3").write_bytes(b"this is no database" * 500)
    place = {
        "BACKEND": "core.caches.SharedCache",
        "LOCATION": tmp_path / "limits.sqlite3",
    }
    settings.CACHES = settings.CACHES | {"limits": place, "default": place}


@pytest.mark.django_db
def test_broken_limits_let_people_post_search_and_sign_in(client, broken_limits):
    person, thread = member(), thread_of(1)
    person.set_password("a long password of mine")
    person.save()

    entered = client.post(
        "/accounts/login/",
        {"login": person.email, "password": "a long password of mine"},
    )
    found = client.get("/search/?q=words")
    reply = {"body": "Written all the same.", "after": 1, "token": "t" * 22}
    sent = client.post(f"/t/{thread.pk}/reply/", reply)

    assert (entered.status_code, entered["Location"]) == (302, "/")
    assert found.status_code == 200
    assert sent.status_code == 302
    assert Post.objects.filter(body="Written all the same.").count() == 1
