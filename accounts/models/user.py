from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import (
    MinLengthValidator,
    RegexValidator,
    validate_email,
)
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.enums import Contrast, Theme
from core import clock
from core.fields import NameField
from core.limits import NAME_MAX
from core.plain import name

HANDLE = r"[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]"
# Such as evil.com, and not St.John, J.R.R. Valk or J.van Dijk.
HOST = re.compile(r"[^\W_]{2}\.(?:[a-z]{2,}|[A-Z]{2,3})(?!\w)")
RESERVED = {
    "admin",
    "administrator",
    "crossroads",
    "moderator",
    "organiser",
    "staff",
    "system",
    "former-member",
    "me",
    "new",
    "everyone",
    "all",
    "here",
}


@cache
def known_zones() -> frozenset[str]:
    """The zones of this machine, which are read from its disk once."""
    return frozenset(available_timezones())


def validate_zone(value: str) -> None:
    if value not in known_zones():
        raise ValidationError("Choose a time zone from the list.")


def validate_handle(value: str) -> None:
    if value in RESERVED:
        raise ValidationError("This handle is kept by the site. Choose another.")


def validate_display_name(value: str) -> None:
    """A name that mail programs would turn into a link is not a name."""
    lowered = value.casefold()
    is_link = "://" in lowered or "www." in lowered or HOST.search(value)
    if is_link or any(c in value for c in "<>@/\\"):
        raise ValidationError("Write a name, not an address or a link.")
    if len(value) <= NAME_MAX and name(value) != value:
        raise ValidationError("Write a name in letters that can be seen.")


def validate_mailbox(value: str) -> None:
    """An address that a message can be sent to. Quoted names before the @, which may
    hold nearly everything, are refused: no mailbox of a person has one.
    """
    validate_email(value)
    if '"' in value or not value.isprintable():
        raise ValidationError("Write an address without quotation marks.")
    name, _, domain = value.rpartition("@")
    if not name.isascii():
        raise ValidationError("Write an address whose name before the @ is in ASCII.")
    ending = domain.rpartition(".")[2]
    if "." not in domain or not ending or ending[-1:] == "]" or ending.isdecimal():
        raise ValidationError("Write an address with a domain, such as example.org.")


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, *, handle: str, email: str, password: str | None = None, **fields
    ) -> User:
        fields.setdefault("display_name", handle)
        user = self.model(handle=handle.lower(), email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(handle=(username or "").lower())


class User(AbstractBaseUser):
    """A person with an account. What they may do stands in grants and roles.

    `approved_at` is empty while a gate that asks for approval has not let the
    person through. `left_at` marks a former member, whose words stay and whose
    name does not. `session_epoch` is part of what every session carries: raising it
    ends all of them, those that no list knows included.
    """

    handle = models.CharField(
        max_length=30,
        unique=True,
        validators=[
            MinLengthValidator(3),
            RegexValidator(
                rf"\A{HANDLE}\Z",
                "Use 3 to 30 small letters, digits and hyphens, "
                "with a letter or digit at both ends.",
            ),
            validate_handle,
        ],
        error_messages={"unique": "This handle is taken. Choose another."},
    )
    display_name = NameField(max_length=NAME_MAX, validators=[validate_display_name])
    email = models.EmailField(unique=True)
    zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    contrast = models.CharField(max_length=6, choices=Contrast, default=Contrast.NORMAL)
    shortcuts = models.BooleanField(default=True)

    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_unique"),
            models.CheckConstraint(
                name="accounts_user_handle_lower_case",
                condition=Q(handle=Lower("handle")),
            ),
            models.CheckConstraint(
                name="accounts_user_name_not_blank", condition=~Q(display_name="")
            ),
            models.CheckConstraint(
                name="accounts_user_theme_known", condition=Q(theme__in=Theme.values)
            ),
            models.CheckConstraint(
                name="accounts_user_contrast_known",
                condition=Q(contrast__in=Contrast.values),
            ),
            models.CheckConstraint(
                name="accounts_user_former_is_inactive",
                condition=Q(left_at=None) | Q(is_active=False),
            ),
        ]

    def __str__(self) -> str:
        return self.handle

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to open this account; Django asks at each request.

        Called for the present key and for those before it.
        """
        value = f"{self.session_epoch}:{self.password}"
        salt = "accounts.User.session"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    def get_absolute_url(self) -> str:
        return reverse("accounts:profile_detail", args=[self.handle])

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None

    @property
    def has_left(self) -> bool:
        return self.left_at is not None
