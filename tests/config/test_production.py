import json
import re

import pytest

from core.assets import JOINED_STYLES, STYLES
from tests.config.production import python
from tools.console import ROOT

HOST = "crossroads.example.org"
PROGRAM = f"""
import json

from django.core.management import call_command
import django

django.setup()
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)

from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from core.assets import JOINED_STYLES

browser = Client(headers={{"host": "{HOST}"}})
answers = {{}}
for name, address, secure in [
    ("plain", "/", False),
    ("health", "/healthz", False),
    ("home", "/", True),
    ("sign-in", "/accounts/login/", True),
    ("nowhere", "/nowhere/", True),
    ("development", "/dev/personas/", True),
]:
    answer = browser.get(address, secure=secure)
    answers[name] = {{
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "cookies": {{c.key: c.OutputString() for c in answer.cookies.values()}},
        "text": answer.content.decode(),
    }}
answers["styles"] = staticfiles_storage.open(
    staticfiles_storage.stored_name(JOINED_STYLES)
).read().decode()
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("production")
    done = python(
        *("-c", PROGRAM),
        VAR_DIR=str(folder),
        DATABASE_URL=f"sqlite:///{folder / 'site.sqlite3'}",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_plain_http_is_led_to_https_but_for_the_health_page(answers):
    assert answers["plain"]["status"] == 301
    assert answers["plain"]["headers"]["Location"] == f"https://{HOST}/"
    assert answers["health"]["status"] == 200


def test_pages_answer_with_every_static_file_that_they_name(answers):
    assert (answers["home"]["status"], answers["sign-in"]["status"]) == (200, 200)
    assert "/static/css/" in answers["home"]["text"]


def test_pages_link_one_stylesheet_which_holds_them_all_in_their_order(answers):
    links = re.findall(
        r'<link rel="stylesheet" href="/static/([^"]+)">', answers["home"]["text"]
    )
    sheets = [(ROOT / "static" / name).read_text() for name in STYLES]

    assert [re.sub(r"\.[0-9a-f]{12}\.", ".", link) for link in links] == [JOINED_STYLES]
    assert answers["styles"] == "\n".join(sheets)


def test_browsers_are_told_to_stay_with_https(answers):
    headers = answers["home"]["headers"]

    expected = "max-age=31536000; includeSubDomains"
    assert headers["Strict-Transport-Security"] == expected
    assert "upgrade-insecure-requests" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_cookies_are_bound_to_this_host(answers):
    [cookie] = answers["sign-in"]["cookies"].values()

    assert cookie.startswith("__Host-csrf=")
    for flag in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert flag in cookie
    assert "Domain" not in cookie


def test_a_visitor_gets_no_cookie_from_a_page_without_a_form(answers):
    assert answers["nowhere"]["cookies"] == {}


def test_pages_of_development_are_not_there(answers):
    assert answers["development"]["status"] == 404


@pytest.mark.parametrize("folder", ["static", "var/static/private"])
def test_private_files_may_not_lie_among_public_ones(folder):
    done = python(
        "-c", "import django; django.setup()", PRIVATE_ROOT=str(ROOT / folder)
    )

    assert done.returncode != 0
    assert "PRIVATE_ROOT lies inside" in done.stderr


def test_mail_comes_from_whom_the_environment_names():
    done = python(
        "-c",
        "import django; django.setup(); from django.conf import settings; "
        "print(settings.DEFAULT_FROM_EMAIL, settings.SERVER_EMAIL, sep='|')",
    )

    sender = "Crossroads <hello@crossroads.example.org>"
    assert done.stdout.strip() == f"{sender}|{sender}", done.stderr
