"""Switching mail of one kind off and on, signed in or by a link in the mail."""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from core import clock
from notifications import registry
from notifications.models import MailChoice
from notifications.registry import Verb

SALT = "notifications.stop"


@dataclass(frozen=True)
class Subscription:
    person: User
    verb: Verb


def stop_url(person: User, verb: Verb) -> str:
    """An address that ends mail of this kind for this person, for as long as it is.

    The token opens nothing else, so it needs no end: an old mail must stop mail too.
    """
    token = signing.dumps({"p": person.pk, "v": verb.name}, salt=SALT, compress=True)
    path = reverse("notifications:subscription_stop", args=[token])
    return settings.SITE_URL.rstrip("/") + path


def settings_path() -> str:
    return reverse("notifications:preference_edit")


def read_token(token: str) -> Subscription | None:
    try:
        claim = signing.loads(token, salt=SALT)
        person = User.objects.filter(pk=claim["p"]).first()
        verb = registry.verb(claim["v"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    if person is None or verb is None or not verb.is_optional:
        return None
    return Subscription(person, verb)


def choose(*, person: User, verb: str, wants_mail: bool) -> None:
    """Set one choice; said twice it is the same."""
    MailChoice.objects.update_or_create(
        person=person,
        verb=verb,
        defaults={"wants_mail": wants_mail, "changed_at": clock.now()},
    )


def choices_of(person: User) -> dict[str, bool]:
    """Verb by verb, whether mail is wanted; it is until someone says no."""
    said = dict(
        MailChoice.objects.filter(person=person).values_list("verb", "wants_mail")
    )
    return {verb.name: said.get(verb.name, True) for verb in registry.optional_verbs()}


def list_headers(verb: Verb, stop: str, conversation: str = "") -> dict[str, str]:
    """RFC 2919 and RFC 8058; messages that cannot be stopped carry neither link.

    Mails about one conversation refer to one made-up first mail, so that mail
    programs show them together.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    name = verb.name.replace("_", "-")
    headers = {"List-Id": f"{settings.SITE_NAME} <{name}.{domain}>"}
    if conversation:
        first = f"<{conversation}@{domain}>"
        headers |= {"In-Reply-To": first, "References": first}
    if stop:
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
