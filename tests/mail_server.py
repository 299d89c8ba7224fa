"""A real mail server for tests of mail."""

import email
import email.policy
import socket
from email.message import EmailMessage

from aiosmtpd.controller import Controller


class MailServer:
    """Keeps what it is given in `messages`, and answers `refusal` when one is set."""

    def __init__(self):
        self.letters: list[EmailMessage] = []
        self.refusal = ""
        self.address = ("127.0.0.1", free_port())
        host, port = self.address
        self._controller = Controller(self, hostname=host, port=port)

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *error):
        self._controller.stop()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.refusal:
            return self.refusal
        letter = email.message_from_bytes(
            envelope.original_content, policy=email.policy.default
        )
        self.letters.append(letter)
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
