"""Joining, second factor and passkey, as a person does them."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from access.access import Access
from access.models import Circle
from accounts.models import User
from core import clock
from onboarding.services.invitations import invite
from tests.accounts.auth.steps import NEW_PASSWORD, app_code, code_sent_to
from tests.factories.access import RoleFactory, organiser
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "mira@example.org"


def fill_in_joining(page):
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Your name here").fill("Mira Valk")
    page.get_by_label("Handle").fill("mira-valk")
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_label("I agree to the terms").check()


def confirm(page, address=ADDRESS):
    page.get_by_label("Code").fill(code_sent_to(address))
    page.get_by_role("button", name="Go on").click()


def sign_in_by_password(page, person):
    page.goto(reverse("account_login"))
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page):
    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


@pytest.fixture
def passkeys():
    """`passkeys(page)`: this browser has a device that holds passkeys."""

    def passkeys(page):
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        return session

    return passkeys


def test_joining_with_a_code_from_the_mail(open_page):
    page = open_page(timezone_id="America/Lima")
    page.goto("/")
    page.get_by_role("link", name="Join").first.click()
    expect(page.get_by_label("Time zone")).to_have_value("America/Lima")

    fill_in_joining(page)
    page.get_by_label("Handle").fill("me")
    page.get_by_role("button", name="Send me the code").click()
    expect(page.locator("[data-focus]")).to_be_focused()
    expect(page.get_by_label("Your name here")).to_have_value("Mira Valk")

    page.get_by_label("Handle").fill("mira-valk")
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Send me the code").click()
    confirm(page)

    page.get_by_text("Mira Valk: your pages").wait_for(state="attached")
    assert User.objects.get().zone == "America/Lima"


def test_joining_without_scripts(page_without_scripts):
    page = page_without_scripts
    page.goto(reverse("account_signup"))
    fill_in_joining(page)
    page.get_by_label("Time zone").select_option("Europe/Lisbon")
    page.get_by_role("button", name="Send me the code").click()
    confirm(page)

    page.get_by_text("Mira Valk: your pages").wait_for(state="attached")


def test_joining_by_invitation_finds_twelve_months_open(open_page):
    _, token = invite(
        organiser=organiser(),
        email=ADDRESS,
        name="Mira Valk",
        circle=Circle.objects.community(),
        anchor_on=clock.now().date(),
    )
    page = open_page(timezone_id="Europe/Lisbon")
    page.goto(reverse("onboarding:invitation_detail", args=[token]))
    page.get_by_role("link", name="Join and take the place").click()
    expect(page.get_by_label("Your name here")).to_have_value("Mira Valk")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")

    fill_in_joining(page)
    page.get_by_role("button", name="Send me the code").click()
    confirm(page)

    page.get_by_role("heading", name="Your access").wait_for()
    assert Access.of(User.objects.get(email=ADDRESS)).has_window


def test_a_moderator_sets_up_an_app_and_signs_in_with_it(page):
    person = UserFactory()
    RoleFactory(person=person)
    sign_in_by_password(page, person)
    page.get_by_text("Your role waits for a second factor").wait_for()

    page.get_by_role("link", name="Set up an app").click()
    secret = page.get_by_label("The key").input_value()
    square = page.locator("img.qr")
    assert square.evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_label("six digits").fill(app_code(secret))
    page.get_by_role("button", name="Set it up").click()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    assert Access.of(person).is_moderator

    sign_out(page)
    sign_in_by_password(page, person)
    page.get_by_label("Code from your app").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("your pages").first.wait_for(state="attached")


def test_a_passkey_signs_in_alone(page, passkeys):
    person = UserFactory()
    passkeys(page)
    sign_in_by_password(page, person)
    page.goto(reverse("mfa_index"))
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("A name for it").fill("My laptop")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()

    sign_out(page)
    page.goto(reverse("account_login") + "?next=/me/settings/")
    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_role("heading", name="Name, zone and look").wait_for()
    page.wait_for_load_state("networkidle")
    page.goto(reverse("mfa_list_webauthn"))
    page.get_by_role("rowheader", name="My laptop").wait_for()


def test_a_passkey_is_the_second_factor_after_a_password(page, passkeys):
    person = UserFactory()
    passkeys(page)
    sign_in_by_password(page, person)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    sign_out(page)

    sign_in_by_password(page, person)
    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_text("your pages").first.wait_for(state="attached")


def test_a_device_that_says_no_is_answered(page):
    page.goto(reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject('no') }")

    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_text("The passkey was not used").wait_for()
    assert re.search(r"/accounts/login/$", page.url)


PUBLIC = [
    "account_login",
    "account_signup",
    "account_request_login_code",
    "account_reset_password",
    "onboarding:waiting_detail",
    "accounts:terms_detail",
]
OWN = [
    "accounts:settings_edit",
    "accounts:session_index",
    "accounts:agreement_index",
    "account_email",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "account_logout",
]
DESK = ["onboarding:organise_invitation_index", "onboarding:applicant_index"]


def fits(page):
    """Nothing scrolls sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_the_entrance_are_accessible(open_page, assert_accessible, width):
    page = open_page(viewport={"width": width, "height": 800})
    for name in PUBLIC:
        page.goto(reverse(name))
        assert fits(page), name
        assert_accessible(page)

    person = UserFactory(display_name="W" * 60)
    sign_in_by_password(page, person)
    for name in OWN:
        page.goto(reverse(name))
        assert fits(page), name
        assert_accessible(page)


def test_the_desk_is_accessible(page, sign_in, assert_accessible):
    sign_in(page, organiser())
    for name in DESK:
        page.goto(reverse(name))
        assert_accessible(page)
