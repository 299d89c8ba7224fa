"""Fixtures of every test."""

import shutil
from pathlib import Path

import hypothesis
import pytest
import redis
from django.conf import settings
from django.core.cache import caches

from tests import baseline, signing_in  # noqa: F401
from tests.mail_server import MailServer
from tests.redis_server import RedisServer

TESTS = Path(__file__).parent

# How long an example takes says nothing on a busy machine.
hypothesis.settings.register_profile("crossroads", deadline=None)
hypothesis.settings.load_profile("crossroads")

# What starts servers, fills the machine or goes through thousands of inputs:
# `dev.py test` runs it once, with nothing beside it.
ALONE = {"benchmarks", "richtext", "setup"}
# Sweeps over every address and every reader.
SWEEPS = {
    *("test_access_matrix.py", "test_dry_run.py", "test_form_text.py"),
    *("test_moments.py", "test_read_only.py", "test_visitors.py"),
}
DATABASES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in ALONE:
            item.add_marker("alone")
        if not _asks_a_database(item) or _asks_pages(item):
            item.add_marker("one_database")


def _asks_a_database(item):
    return bool(
        item.get_closest_marker("django_db") or DATABASES & {*item.fixturenames}
    )


def _asks_pages(item):
    """Models, services and page data are asked on both databases: pages ask those.

    So are races, which need transactions of their own, wherever they stand.
    """
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        return False
    is_view = "views" in item.path.relative_to(TESTS).parts
    is_sweep = item.path.parent.name == "architecture" and item.path.name in SWEEPS
    return is_view or is_sweep


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        baseline.keep()


@pytest.fixture(scope="session", autouse=True)
def _private_folder():
    """Recordings and exports of this run go with it."""
    yield
    shutil.rmtree(settings.PRIVATE_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def _empty_caches():
    """Limits and cached pages of one test are not those of the next."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def mail_server(settings):
    """A mail server of this machine, to which the site sends. `messages` arrived."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.address
        yield server


@pytest.fixture(scope="session")
def redis_place():
    with RedisServer() as address:
        yield address


@pytest.fixture
def redis_server(redis_place):
    """The address of a real Redis, empty."""
    with redis.Redis.from_url(redis_place) as client:
        client.flushall()
    return redis_place
