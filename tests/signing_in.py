"""What `force_login` stands for in tests. Importing it is enough."""

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from writing import stash

HOUR = 3600


@receiver(user_logged_in)
def show_factor(request, user, **kwargs):
    """`force_login` stands for a sign-in of an hour ago, with the second factor if the
    person has one, by the way to which the form led that they had sent.
    """
    if request.method is None:
        for path, *_ in request.session.get(stash.SESSION_KEY, []):
            stash.claim(request, user, path)
        factor = Authenticator.objects.filter(user=user).first()
        if factor is not None:
            record_authentication(
                request, user, method="mfa", id=factor.pk, type=factor.type
            )
            request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] -= HOUR
