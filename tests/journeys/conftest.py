"""A real browser before the real site."""

import os

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.journeys.axe import faults
from tools.chromium import chromium

# Playwright runs a loop in the thread of the tests, which Django takes for a
# server that must not wait for its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# The machine may be a container without a sandbox or a network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 10_000  # milliseconds until what is expected of a page has not come

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": chromium(), "args": FLAGS, "headless": True}


@pytest.fixture(scope="session")
def browser_context_args(live_server):
    return {"base_url": live_server.url, "viewport": DESKTOP, "locale": "en-GB"}


@pytest.fixture
def open_page(browser, browser_context_args):
    """`open_page(**differences)`: one more browser window, of someone else."""
    windows = []

    def open_page(**differences):
        windows.append(browser.new_context(**browser_context_args | differences))
        windows[-1].set_default_timeout(PATIENCE)
        return windows[-1].new_page()

    yield open_page
    for window in windows:
        window.close()


@pytest.fixture(params=["as it came", "put aside whole"])
def page_kept(request, browser, browser_context_args):
    """A window whose browser shows pages again as they came, or as they were left."""
    left_out = ["--disable-back-forward-cache"] if request.param != "as it came" else []
    own = browser.browser_type.launch(
        executable_path=chromium(), args=FLAGS, ignore_default_args=left_out
    )
    window = own.new_context(**browser_context_args)
    window.set_default_timeout(PATIENCE)
    yield window.new_page()
    own.close()


@pytest.fixture
def phone(open_page):
    """A page as narrow as a telephone."""
    return open_page(viewport=PHONE, has_touch=True)


@pytest.fixture
def page_without_scripts(open_page):
    return open_page(java_script_enabled=False)


@pytest.fixture
def sign_in(live_server):
    """`sign_in(page, person)`: this browser is that person's from now on."""

    def sign_in(page, person):
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        return page

    return sign_in


@pytest.fixture
def assert_accessible():
    """`assert_accessible(page)`: axe finds nothing serious, in light and in dark."""

    def assert_accessible(page):
        assert faults(page) == []

    return assert_accessible
