"""The message that says that an export is ready."""

from accounts.services.account_mail import button_to
from outbox.services.mail import send_template
from privacy.models import Export

READY = "account/export_ready"


def export_button() -> dict[str, str]:
    return button_to("Fetch your copy", "privacy:export_index")


def send_export_ready(export: Export) -> None:
    context = {"export": export} | export_button()
    send_template(kind=READY, to=export.person.email, context=context)
