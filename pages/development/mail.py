"""The mail that this site has sent, read from the files it was sent to."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.development.doors import as_mail_shows_it, development_only

# What the file backend of Django writes behind each message.
BETWEEN = b"\n" + b"-" * 79 + b"\n"
NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+\.log", re.ASCII)
FILES_SHOWN = 200


@dataclass(frozen=True)
class Sent:
    name: str
    number: int
    message: EmailMessage

    @property
    def sent_at(self) -> datetime | None:
        date = self.message["Date"]
        if not date:
            return None
        # "-0000" says UTC, and Python reads it as no zone at all.
        sent_at = parsedate_to_datetime(str(date))
        return sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def text(self) -> str:
        return _part(self.message, "plain")

    @property
    def html(self) -> str:
        return _part(self.message, "html")


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else ""


@require_safe
@development_only
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/development/mail.html", {"sent": _all_sent()})


@require_safe
@development_only
def detail(request: HttpRequest, name: str, number: int) -> HttpResponse:
    context = {"mail": _one(name, number)}
    return render(request, "pages/development/mail_detail.html", context)


@require_safe
@development_only
def html(request: HttpRequest, name: str, number: int) -> HttpResponse:
    return as_mail_shows_it(_one(name, number).html)


def _all_sent() -> list[Sent]:
    """Newest first. A site that sends by other means has no files."""
    folder = _folder()
    if folder is None or not folder.is_dir():
        return []
    names = sorted((path.name for path in folder.iterdir()), reverse=True)
    files = [name for name in names if NAME.fullmatch(name)][:FILES_SHOWN]
    return [sent for name in files for sent in reversed(_messages(folder / name))]


def _one(name: str, number: int) -> Sent:
    folder = _folder()
    if folder is None or not NAME.fullmatch(name) or not (folder / name).is_file():
        raise Http404("There is no such mail.")
    messages = _messages(folder / name)
    if not 1 <= number <= len(messages):
        raise Http404("There is no such mail.")
    return messages[number - 1]


def _folder() -> Path | None:
    found = getattr(settings, "EMAIL_FILE_PATH", None)
    return Path(found) if found else None


def _messages(path: Path) -> list[Sent]:
    raw = path.read_bytes().split(BETWEEN)
    return [
        Sent(path.name, number, _parsed(one))
        for number, one in enumerate(raw, 1)
        if one.strip()
    ]


def _parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message
