"""Whoever only looks, without an account, leaves no session behind."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client

from tests.architecture.access_matrix import ROWS
from tests.architecture.world import VISITOR

LOOKS = [door for door in ROWS if door.method == "GET" and not door.is_proved]


@pytest.mark.parametrize("door", LOOKS, ids=str)
def test_looking_starts_no_session(db, world, door):
    browser = Client(raise_request_exception=False)
    with transaction.atomic():
        before = Session.objects.count()

        browser.get(door.url(world, VISITOR), headers={"Accept": "application/json"})

        assert Session.objects.count() == before
        assert settings.SESSION_COOKIE_NAME not in browser.cookies
        transaction.set_rollback(True)
