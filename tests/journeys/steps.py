"""What people in several journeys do alike."""

import re

from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.accounts import PASSWORD

KEY_OF_TESTS = "JBSWY3DPEHPK3PXP"


def press(page, name):
    """A button of the page itself, not of its header."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    """A link of the page itself; several of one name lead to one place."""
    links = page.get_by_role("main").get_by_role("link", name=name, exact=True)
    links.first.click()


def heading(page, name):
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def sign_in_by_password(page, address, password=PASSWORD):
    page.goto(reverse("account_login"))
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


def letters_to(address):
    """The worker sends what is due; what has arrived at an address, in order."""
    call_command("work", "--once")
    return [letter for letter in mail.outbox if letter.to == [address]]


def link_in(letter, path):
    """The address in a message that begins with a path of this site."""
    return re.search(rf"https?://[^/\s]+({re.escape(path)}\S*)", letter.body)[1]


def code_in(letter):
    return re.search(r"\b\d{4}-\d{4}\b", letter.body)[0]


def post(page, position):
    return page.locator(f"article.post:has(a.no:text-is('{position}'))")


def own_menu(page):
    return page.locator("summary", has_text="your pages")
