"""Fixtures of every test."""

import pytest
from django.core.cache import caches

from tests import baseline
from tests.mail_server import MailServer


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        baseline.keep()


@pytest.fixture(autouse=True)
def _empty_caches():
    """Limits and cached pages of one test are not those of the next."""
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def mail_server(settings):
    """A mail server of this machine, to which the site sends. `letters` arrived."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.address
        yield server
