"""Where allauth asks the site: who may join, what is sent, where one goes next."""

import base64
import hashlib
import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.stages import LoginStage
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from access.access import Access
from access.enums import RoleKind
from access.services.gate import hold_the_gate
from accounts import cookies, registry
from accounts.errors import AccountsError
from accounts.models import User
from accounts.models.user import validate_mailbox
from accounts.services import account_mail, mail_reverts, sessions
from accounts.services.audit import record
from accounts.services.guesses import TOO_MANY
from accounts.services.people import lock_person
from core import clock
from core.addresses import plain_address
from core.errors import Changed
from core.pasted import canonical
from core.verdicts import Verdict
from onboarding.enums import GateMode
from onboarding.services import invitations, joining

# Marks a secret that is stored encrypted.
SEALED = "sealed:"
WRONG_CODE = "This is not the code. Look at the latest mail; spaces do not matter."
HAS_MOVED = "The address of your account changed a moment ago. Nothing else has."
OUTDATED = "The account was secured after this sign-in began. Sign in once more."


def name_of(user: User) -> str:
    return user.display_name


class AccountAdapter(DefaultAccountAdapter):
    """The site's answers to allauth."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "email_password_mismatch": "The address and the password do not go together.",
        "email_taken": "This address belongs to another account already.",
        "duplicate_email": "This is the address that your account has already.",
        "enter_current_password": "This is not the password you have now.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "This is not your password.",
        "invalid_login": "This does not look like an address.",
        "rate_limited": "That was too quick. Wait a minute, then try again.",
        "same_as_current": "This is the one you have already.",
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(joining.can_join(invitation_of(request)))

    def clean_email(self, email: str) -> str:
        """Asked by every form of allauth that takes a new address."""
        validate_mailbox(email)
        return super().clean_email(canonical(email))

    def save_user(
        self, request: HttpRequest, user: User, form: Any, commit: bool = True
    ) -> User:
        data = form.cleaned_data
        user.handle = data["handle"]
        user.display_name = data["display_name"]
        user.zone = data["zone"]
        waits = settings.GATE_MODE == GateMode.APPROVAL
        user.approved_at = None if waits else clock.now()
        return super().save_user(request, user, form, commit)

    def may_join(self, email: str) -> Verdict:
        """Whether the gate lets this address in, with the link that it came by."""
        return joining.can_join(invitation_of(self.request), email)

    def admit(self, person: User) -> None:
        """In the transaction that makes the account. Raises Changed."""
        joining.admit(person=person, invitation=invitation_of(self.request))

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        account_mail.send(template_prefix.replace("/email/", "/"), email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell an account's owner of a change; with a way back for a lost address."""
        context = {"person": user, "at": clock.now(), **(context or {})}
        if template_prefix == "account/email/email_changed":
            way_back, token = mail_reverts.offer_way_back(
                person=user,
                old_address=context["from_email"],
                new_address=context["to_email"],
            )
            context |= {"token": token, "until": way_back.expires_at}
            record(actor=user, action="address_changed", target=user)
        super().send_notification_mail(template_prefix, user, context, email)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The new address, the message to the old one and its way back, or nothing.

        Nothing as well for a request that began before the account left the address
        that it knows: its owner may have taken another one back.
        """
        try:
            with transaction.atomic():
                # What is offered to the address from now on is opened, not offered.
                hold_the_gate()
                known = email_address.user
                locked = lock_person(known)
                ended = request.user.is_authenticated and not sessions.stands(
                    request.session, locked
                )
                if ended or locked.email != known.email:
                    self.add_message(request, messages.ERROR, message=HAS_MOVED)
                    return False
                is_confirmed = super().confirm_email(request, email_address)
                if is_confirmed:
                    invitations.claim_waiting(person=known)
                return is_confirmed
        except IntegrityError:
            sentence = self.error_messages["email_taken"]
            self.add_message(request, messages.ERROR, message=sentence)
            return False

    def set_password(self, user: User, password: str) -> None:
        """Nothing else of the row is written. Raises Changed for who came too late:
        an owner who took the account back has voided the password meanwhile.
        """
        with transaction.atomic():
            if lock_person(user).password != user.password:
                raise Changed(
                    "The password of this account was changed a moment ago. Nothing "
                    "of yours was saved."
                )
            user.set_password(password)
            user.save(update_fields=["password"])

    def get_login_stages(self) -> list[str]:
        stages = super().get_login_stages()
        verified = stages.index("allauth.account.stages.EmailVerificationStage")
        stages.insert(verified + 1, "onboarding.adapter.ApprovalStage")
        begins, ends = (
            "onboarding.adapter.BeginsStage",
            "onboarding.adapter.StandsStage",
        )
        return [begins, *stages, ends]

    def post_login(
        self, request: HttpRequest, user: User, *, signup: bool, **kwargs: Any
    ) -> HttpResponse:
        response = super().post_login(request, user, signup=signup, **kwargs)
        registry.writing().settle(
            request, user, urlsplit(response.get("Location", "")).path
        )
        if signup and self._claimed(request, user):
            response = redirect("access:access_detail")
            cookies.drop(request, response, cookies.INVITATION)
            return response
        pending = Access.of(user).pending_roles
        if pending:
            roles = " and ".join(
                RoleKind(kind).label.lower() for kind in sorted(pending)
            )
            sentence = (
                f"You are {roles} here once you have a second factor. Choose one below."
            )
            messages.warning(request, sentence)
            return redirect("mfa_index")
        return response

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this site: no other host, however friendly."""
        return (
            bool(url)
            and url.startswith("/")
            and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
        )

    def is_ajax(self, request: HttpRequest) -> bool:
        """JSON is spoken in one place: a script asks for a passkey's challenge."""
        match = request.resolver_match
        return match is not None and match.url_name == "mfa_login_webauthn"

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as our own proxies saw it. What a client claims never counts.

        One of IPv4 that is written as IPv6 is itself: allauth would take all of them
        for one network.
        """
        try:
            return plain_address(super().get_client_ip(request))
        except (ImproperlyConfigured, PermissionDenied):
            return "0.0.0.0"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A sign-in of the last minutes is as good as proving oneself again."""
        records = get_authentication_records(self.request, self.request.user)
        since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not any(record["at"] >= since for record in records)

    def _claimed(self, request: HttpRequest, user: User) -> bool:
        """Whether they came in with places, by whichever link or by none.

        What their link offers is open by then, or it says why it is not.
        """
        invitations.claim_waiting(person=user)
        invitation = invitation_of(request)
        try:
            if invitation is not None:
                invitations.claim_invitation(person=user, invitation=invitation)
        except AccountsError as error:
            messages.error(request, error.sentence)
        return user.invitations.exists()


class BeginsStage(LoginStage):
    """Notes what the account carried when this sign-in began."""

    key = "begins"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user is not None:
            self.login.state["began_with"] = self.login.user.get_session_auth_hash()
        return None, True


class StandsStage(LoginStage):
    """The last one: a sign-in that began before the account was taken back, or signed
    out everywhere, does not come in. It waited with a password that counts no more.
    """

    key = "stands"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        person = self.login.user
        began_with = self.login.state.get("began_with", "")
        if constant_time_compare(began_with, person.get_session_auth_hash()):
            return None, True
        messages.error(self.request, OUTDATED)
        return redirect("account_login"), False


class ApprovalStage(LoginStage):
    """Whoever waits to be approved comes as far as the page that says so."""

    key = "approval"
    urlname = "onboarding:waiting_detail"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        person = self.login.user
        waits = settings.GATE_MODE == GateMode.APPROVAL and not person.is_approved
        return (redirect("onboarding:waiting_detail") if waits else None), not waits


class ProviderAdapter(DefaultSocialAccountAdapter):
    """GitHub and Google, where their keys are set."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": (
            "Set a password first: without this link you would have no way in."
        ),
        "connected_other": "This account is linked to somebody else here.",
    }

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Link only what proves the very address that the account here has."""
        if sociallogin.state.get("process") != AuthProcess.CONNECT:
            return
        theirs = {a.email.lower() for a in sociallogin.email_addresses if a.verified}
        own = EmailAddress.objects.filter(user_id=request.user.pk, verified=True)
        if not theirs.intersection(
            email.lower() for (email,) in own.values_list("email")
        ):
            sentence = (
                f"{sociallogin.provider.name} has not confirmed the address of your "
                "account here, so nothing was linked."
            )
            messages.error(request, sentence)
            raise ImmediateHttpResponse(redirect("socialaccount_connections"))

    def populate_user(
        self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]
    ) -> User:
        """Only the address comes from the provider: names are asked for."""
        return super().populate_user(request, sociallogin, {"email": data.get("email")})


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are stored encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This is not the code that the app shows now.",
        "unverified_email": "Confirm your address first.",
    }

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def generate_authenticator_name(self, user: User, kind: Any) -> str:
        return f"Passkey of {clock.now():%-d %B %Y}"

    def encrypt(self, text: str) -> str:
        return SEALED + _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        try:
            sealed = encrypted_text.removeprefix(SEALED).encode()
            return _box().decrypt(sealed).decode()
        except InvalidToken as error:
            raise ImproperlyConfigured(
                "A second factor was stored under a key that is not set any more. "
                "Put the old one into SECRET_KEY_FALLBACKS."
            ) from error


def invitation_of(request: HttpRequest) -> Any:
    """The open invitation whose link this browser came by, if there is one."""
    token = cookies.read(request, cookies.INVITATION)
    invitation = invitations.invitation_for(token) if token else None
    is_open = invitation is not None and invitation.is_open_at(clock.now())
    return invitation if is_open else None


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"second factor:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(d)) for d in digests])
