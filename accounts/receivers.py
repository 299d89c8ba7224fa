"""What follows from signing in and from a second factor."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_set
from allauth.core import context as current
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.factors import SECOND_FACTORS, has_shown_factor
from accounts.models import User
from accounts.services import sessions
from accounts.services.audit import record
from accounts.services.people import lock_person
from core.errors import Changed

LINK_ENDED = "This link was ended a moment ago. Sign in another way."


@receiver(user_logged_in)
def begin_session(request: HttpRequest, **kwargs: Any) -> None:
    if request is not None:
        sessions.begin(request)


@receiver([password_changed, password_set])
def write_renewed_session(request: HttpRequest, **kwargs: Any) -> None:
    """A new password gives the session a new key. It is written before its line is."""
    request.session.save()


@receiver(post_save, sender=Authenticator)
def end_sessions_without_it(
    instance: Authenticator, created: bool, **kwargs: Any
) -> None:
    """The first second factor ends every session that never met one.

    A session stolen before must not outlive it. This happens in the transaction that
    writes the factor. Whoever adds the first one has shown it, and who has shown one
    goes on with the next.
    """
    if not created:
        return
    person, request = instance.user, current.request
    here = request if request is not None and request.user.pk == person.pk else None
    others = Authenticator.objects.filter(user=person).exclude(pk=instance.pk)
    is_first = not others.filter(type__in=SECOND_FACTORS).exists()
    is_factor = instance.type in SECOND_FACTORS
    if is_factor and is_first:
        sessions.end_others(person=person, here=here.session if here else None)
    if here is not None and ((is_factor and is_first) or has_shown_factor(here)):
        record_authentication(
            here, person, method="mfa", id=instance.pk, type=str(instance.type)
        )
    if is_factor:
        _note(person, "second_factor_added", instance)


@receiver(pre_save, sender=SocialAccount)
def note_whether_it_was_linked(instance: SocialAccount, **kwargs: Any) -> None:
    instance.was_linked = not instance._state.adding


@receiver(post_save, sender=SocialAccount)
def drop_link_that_was_ended(
    instance: SocialAccount, created: bool, **kwargs: Any
) -> None:
    """allauth saves a link whenever it signs somebody in. Where the owner ended it
    since it was read, Django would write it anew.
    """
    if created and instance.was_linked:
        instance.delete()
        raise Changed(LINK_ENDED)


@receiver(post_save, sender=SocialAccount)
def drop_link_of_ended_session(
    instance: SocialAccount, created: bool, **kwargs: Any
) -> None:
    """A way back from GitHub or Google that began before the owner shut everyone out.

    The provider is asked meanwhile, so no lock was held; it is waited for here.
    """
    request = current.request
    if not created or request is None or request.user.pk != instance.user_id:
        return
    with transaction.atomic():
        stands = sessions.stands(request.session, lock_person(instance.user))
        if not stands:
            instance.delete()
    if not stands:
        raise Changed(sessions.ENDED_MEANWHILE)


@receiver(authenticator_removed)
def note_removal(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type in SECOND_FACTORS:
        _note(user, "second_factor_removed", authenticator)


def _note(user: User, action: str, authenticator: Authenticator) -> None:
    record(
        actor=user, action=action, target=user, after={"type": str(authenticator.type)}
    )
