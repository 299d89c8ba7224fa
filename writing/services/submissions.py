"""A form that is sent twice does its work once."""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar

from django.apps import apps
from django.db import models, transaction

from accounts.models import User
from core import clock
from writing.errors import SentBefore
from writing.models import Submission

RETENTION = timedelta(days=30)

Made = TypeVar("Made", bound=models.Model)


def new_token() -> str:
    return secrets.token_urlsafe(16)


def _exists(made: models.Model) -> bool:
    return True


def once(
    *,
    person: User,
    token: str,
    content: object,
    make: Callable[[], Made],
    kind: type[Made] | None = None,
    describe: Callable[[Made], str] = str,
    exists: Callable[[Made], bool] = _exists,
) -> Made:
    """Answer with what the first submission of `token` made, making it if needed.

    `content` is what the form says and where. With other words than the first time it
    raises SentBefore, in which `describe` puts those that stand: a form that comes back
    with ten more lines is neither the same nor surely a second one.

    Call it inside a transaction. The unique row makes a second submission wait
    for the first and then find its work; if the first fails, its row goes with
    its transaction and the next one may try. Without a token everything counts
    as a first submission. What was made and thrown away since is made anew:
    `exists` knows it where its row stays. A token that made something of another
    kind than `kind` belongs to another form.
    """
    if not token:
        return make()
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("once() needs a transaction.")

    digest = _digest(content)
    submission, is_first = Submission.objects.get_or_create(
        person=person, token=token, defaults={"digest": digest}
    )
    if not is_first:
        model = apps.get_model(submission.made_label)
        if kind is not None and model is not kind:
            return make()
        found = model._base_manager.filter(pk=submission.made_pk).first()
        if found is not None and exists(found):
            if submission.digest not in ("", digest):
                raise SentBefore(found, theirs=describe(found))
            return found

    made = make()
    submission.made_label = made._meta.label
    submission.made_pk = made.pk
    submission.digest = digest
    submission.save(update_fields=["made_label", "made_pk", "digest"])
    return made


def _digest(content: object) -> str:
    """Of anything made of texts, numbers, days and lists; the order of keys aside."""
    whole = json.dumps(content, sort_keys=True, default=repr)
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def forget_old_submissions() -> int:
    """Drop tokens whose form nobody can still have open."""
    old = Submission.objects.filter(created_at__lt=clock.now() - RETENTION)
    return old.delete()[0]
