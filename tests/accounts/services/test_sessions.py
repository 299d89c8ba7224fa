from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from accounts.services.sessions import forget_ended_sessions
from core import clock

pytestmark = pytest.mark.django_db


def session(ends_at):
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["stashed_forms"] = [["/t/1/reply/", {"body": "Kept words"}]]
    store.save()
    Session.objects.filter(pk=store.session_key).update(expire_date=ends_at)
    return store.session_key


def test_forget_ended_sessions_leaves_those_that_go_on():
    session(clock.now() - timedelta(seconds=1))
    open_one = session(clock.now() + timedelta(days=1))

    assert forget_ended_sessions() == 1
    assert Session.objects.get().pk == open_one
