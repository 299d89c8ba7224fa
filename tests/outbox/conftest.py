"""A real mail server on this machine, and a registry that forgets after a test."""

import os
import signal
from email import message_from_bytes
from socket import socket

import pytest
from aiosmtpd.controller import Controller

from outbox import registry


class Letterbox:
    """Keeps what it accepts. `answers` are given in turn, then always "250 OK".

    Where there is a `victim`, it is killed before its mail is answered, and the
    mail is kept or not as `keeps_it` says.
    """

    def __init__(self):
        self.letters = []
        self.answers = []
        self.attempts = 0
        self.victim = None
        self.keeps_it = False

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, aiosmtpd's name
        self.attempts += 1
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if self.victim:
            os.kill(self.victim, signal.SIGKILL)
            answer = "250 OK" if self.keeps_it else "451 Never heard of it"
        if answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content))
        return answer

    @property
    def message_ids(self):
        return [letter["Message-ID"] for letter in self.letters]


@pytest.fixture
def letterbox(settings):
    box = Letterbox()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_TIMEOUT = 5
    yield box
    controller.stop()


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch):
    """What a test registers is forgotten after it, and only that is registered."""
    monkeypatch.setattr(registry, "_guards", {})
    monkeypatch.setattr(registry, "_addresses", {})
    monkeypatch.setattr(registry, "_jobs", {})
    monkeypatch.setattr(registry, "_batches", {})
    monkeypatch.setattr(registry, "_periodics", {})
