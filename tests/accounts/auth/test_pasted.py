"""Codes and addresses as they come out of mail programs and word processors."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.forms.fields import CodeField, MailboxField
from accounts.models import User
from onboarding.models import Invitation
from outbox.models import Mail
from tests.accounts.auth.steps import app_code, code_sent_to, sign_in, sign_up
from tests.factories.access import organiser
from tests.factories.accounts import PASSWORD, UserFactory, give_second_factor

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
AS_PASTED = [
    "\u00a0{}\u2011{}\u200b",
    "{}\u2013{}",
    "\u200b{}\u2212\u00a0{}\r\n",
    "{}\u00ad{}",
    " {} {} ",
]
ADDRESSES = [
    "\u200b{}\u00a0",
    "<{}>",
    "Mira Valk <{}>",
    "mailto:{}",
    " {},",
]


def as_pasted(code, pattern):
    digits = code.replace("-", "")
    half = len(digits) // 2
    return pattern.format(digits[:half], digits[half:])


@pytest.mark.parametrize("pattern", AS_PASTED)
def test_a_mailed_code_signs_in_as_it_is_pasted(client, pattern):
    person = UserFactory()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    code = as_pasted(code_sent_to(person.email), pattern)

    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert get_user(client) == person


@pytest.mark.parametrize("pattern", AS_PASTED)
def test_a_mailed_code_proves_an_address_as_it_is_pasted(client, pattern):
    sign_up(client)
    code = as_pasted(code_sent_to("mira@example.org"), pattern)

    client.post(reverse("account_email_verification_sent"), {"code": code})

    assert EmailAddress.objects.get(email="mira@example.org").verified


@pytest.mark.parametrize("pattern", AS_PASTED)
def test_a_mailed_code_resets_a_password_as_it_is_pasted(client, pattern):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    code = as_pasted(code_sent_to(person.email), pattern)

    answer = client.post(reverse("account_confirm_password_reset_code"), {"code": code})

    assert answer["Location"] == reverse("account_complete_password_reset")


@pytest.mark.parametrize("pattern", AS_PASTED)
def test_a_code_of_the_app_counts_as_it_is_pasted(client, pattern):
    person = UserFactory()
    give_second_factor(person)
    sign_in(client, person)

    code = as_pasted(app_code(SECRET), pattern)
    client.post(reverse("mfa_authenticate"), {"code": code})

    assert get_user(client) == person


@pytest.mark.parametrize("pattern", AS_PASTED)
def test_a_recovery_code_counts_as_it_is_pasted(client, pattern):
    person = UserFactory()
    sign_in(client, person)
    page = client.get(reverse("mfa_activate_totp"))
    code = app_code(page.context["form"].secret)
    client.post(reverse("mfa_activate_totp"), {"code": as_pasted(code, pattern)})
    page = client.get(reverse("mfa_view_recovery_codes"))
    recovery = as_pasted(page.context["unused_codes"][0], pattern)
    other = client.__class__()
    sign_in(other, person)

    other.post(reverse("mfa_authenticate"), {"code": recovery})

    assert get_user(other) == person


def test_a_code_of_other_digits_stays_wrong(client):
    person = UserFactory()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    wrong = as_pasted("0000-0000", AS_PASTED[0])

    answer = client.post(reverse("account_confirm_login_code"), {"code": wrong})

    assert answer.status_code == 422
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("pattern", ADDRESSES)
def test_an_address_signs_in_as_it_is_pasted(client, pattern):
    person = UserFactory()

    client.post(
        reverse("account_login"),
        {"login": pattern.format(person.email.upper()), "password": PASSWORD},
    )

    assert get_user(client) == person


@pytest.mark.parametrize("pattern", ADDRESSES)
@pytest.mark.parametrize(
    "page", ["account_request_login_code", "account_reset_password"]
)
def test_an_address_is_written_to_as_it_is_pasted(client, page, pattern):
    person = UserFactory()

    client.post(reverse(page), {"email": pattern.format(person.email)})

    assert Mail.objects.get().to == person.email


@pytest.mark.parametrize(
    "email", ["Mira@Bücher.example", "\u200bmira@xn--bcher-kva.example"]
)
def test_an_address_joins_in_one_spelling(client, email):
    sign_up(client, email=email)

    assert User.objects.get().email == "mira@xn--bcher-kva.example"
    assert Mail.objects.get().to == "mira@xn--bcher-kva.example"


def test_an_account_is_found_by_either_spelling_of_its_domain(client):
    person = UserFactory(email="mira@xn--bcher-kva.example")

    client.post(
        reverse("account_login"),
        {"login": "Mira@bücher.example", "password": PASSWORD},
    )

    assert get_user(client) == person


@pytest.mark.parametrize(
    "email",
    ["mira@localhost", "mira@[127.0.0.1]", "mira@10.0.0.10", "m\u0131ra@example.org"],
)
def test_an_address_that_no_mail_reaches_does_not_join(client, email):
    assert sign_up(client, email=email).status_code == 422

    assert not User.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize("pattern", ADDRESSES)
def test_an_organiser_invites_an_address_as_it_is_pasted(client, pattern):
    client.force_login(organiser())
    url = reverse("onboarding:organise_invitation_index")
    form = client.get(url).context["form"]
    fields = {name: form[name].value() for name in ("anchor_on", "months", "token")}
    fields |= {"circle": form["circle"].value(), "source": "cohort"}

    client.post(url, fields | {"email": pattern.format("Mira@Bücher.example")})

    assert Invitation.objects.get().email == "mira@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "path", sorted({*settings.ACCOUNT_FORMS.values(), *settings.MFA_FORMS.values()})
)
def test_each_form_at_the_entrance_reads_what_is_pasted(path, rf):
    """A form that is added later, or a field that allauth adds, is asked as well."""
    request = rf.get("/")
    request.session = {}
    with request_context(request):
        fields = _made(import_string(path)).fields

    kinds = {name: type(field) for name, field in fields.items()}
    assert kinds.get("code", CodeField) is CodeField
    addresses = {kinds[name] for name in ("email", "login") if name in kinds}
    assert addresses <= {MailboxField}


def _made(kind):
    """A form of the kind, with what it asks for."""
    asked = [
        {},
        {"user": UserFactory()},
        {"instance": Authenticator(type="webauthn", data={"name": "A key"})},
    ]
    for given in asked:
        try:
            return kind(**given)
        except (KeyError, TypeError):
            continue
    raise AssertionError(f"How is {kind.__name__} made?")
