"""The letter that says that an export is ready."""

from accounts.services.letters import button
from outbox.services.mail import send_template
from privacy.models import Export


def send_export_ready(export: Export) -> None:
    kind = "account/export_ready"
    context = {"export": export} | button(kind)
    send_template(kind=kind, to=export.person.email, context=context)
