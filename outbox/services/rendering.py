"""A kind of mail and its context, made into a subject, a text and an HTML part."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import TemplateDoesNotExist, engines
from django.template.context import Context

SUBJECT = "Subject:"


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render_mail(kind: str, context: dict[str, Any]) -> Rendered:
    """`templates/mail/<kind>.txt`, whose first line is the subject, and `.html`.

    A kind without an HTML template goes out as text alone. The text part is not
    escaped: it is no HTML.
    """
    context = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL.rstrip("/"),
        "contact_address": settings.CONTACT_ADDRESS,
    } | context
    text = _render(f"mail/{kind}.txt", context, autoescape=False)
    head, _, body = text.lstrip().partition("\n")
    if not head.startswith(SUBJECT):
        raise ValueError(f"mail/{kind}.txt must begin with '{SUBJECT} …'.")
    subject = head.removeprefix(SUBJECT).strip()
    try:
        html = _render(
            f"mail/{kind}.html", context | {"subject": subject}, autoescape=True
        )
    except TemplateDoesNotExist as error:
        if error.args != (f"mail/{kind}.html",):
            raise
        html = ""
    return Rendered(subject=subject, text=_tidy(body), html=html.strip())


def _render(name: str, context: dict[str, Any], *, autoescape: bool) -> str:
    template = engines["django"].get_template(name).template  # type: ignore[attr-defined]
    return template.render(Context(context, autoescape=autoescape))


def _tidy(text: str) -> str:
    """Lines end where their words end; no gap is longer than one empty line."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        line = line.rstrip()
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
