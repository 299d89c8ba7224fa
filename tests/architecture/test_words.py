"""Every address that takes words, refusing them to everyone: none is ever lost.

An answer that does not do what was asked holds what was typed, as a page and as a part
of one. One that leads to the sign-in page keeps it until the person is back.
"""

from html import unescape
from importlib import import_module
from inspect import isclass
from pkgutil import walk_packages

import pytest
from django import forms
from django.db import transaction
from django.test import Client

from access.forms.access import PeopleSearchForm
from accounts.forms.entrance import PlainMixin
from core.registry import free_text_fields
from onboarding.forms.signup import BaseProviderSignupForm, BaseSignupForm
from tests.architecture.code import packages
from tests.architecture.doors import DOORS, Undone, browser_of, said_by
from tests.architecture.world import PERSONAS, VISITOR
from writing.kept import SESSION_KEY

LINE, TEXT = "Wordmark", "The first line of it.\n\nA second one, with ä and “quotes”."
# The fields into which a person types freely, by the name of the address.
TAKES = {
    "forum:thread_create": {"title": LINE, "body": TEXT},
    "forum:post_create": {"body": TEXT},
    "forum:thread_rename": {"title": LINE},
    "forum:thread_lock": {"reason": LINE},
    "forum:post_edit": {"body": TEXT},
    "forum:post_correct": {"words": TEXT},
    "forum:category_create": {"name": LINE, "description": TEXT},
    "forum:category_edit": {"name": LINE, "description": TEXT},
    "stories:story_create": {"sentence": LINE, "narrative": TEXT, "to_other": LINE},
    "stories:own_edit": {"sentence": LINE, "narrative": TEXT, "to_other": LINE},
    "moderation:flag_create": {"note": LINE},
    "moderation:case_detail": {"words": TEXT},
    "moderation:held_detail": {"words": TEXT},
    "moderation:person_detail": {"words": TEXT},
    "accounts:settings_edit": {"display_name": LINE},
    "onboarding:request_create": {"text": TEXT},
    "onboarding:claim_create": {"note": TEXT},
    "access:organise_circle_edit": {"name": LINE},
    "access:organise_circle_create": {"name": LINE},
    "onboarding:organise_invitations": {"name": LINE, "reason": LINE},
    "access:organise_person_access": {"reason": LINE},
    "access:organise_circle_access": {"reason": LINE},
    "access:organise_see": {"reason": LINE},
    "access:organise_unlock": {"reason": LINE},
    "access:organise_role_create": {"reason": LINE},
    "access:organise_role_end": {"reason": LINE},
    "access:organise_grant_revoke": {"reason": LINE},
    "onboarding:organise_import": {"text": TEXT},
    "onboarding:organise_request": {"answer": TEXT},
    "onboarding:organise_claim": {"answer": TEXT},
    "cohorts:cohort_create": {"name": LINE},
    "cohorts:cohort_grant": {"reason": LINE},
    "cohorts:recording_create": {"title": LINE, "transcript": TEXT},
    "cohorts:recording_edit": {"title": LINE, "transcript": TEXT},
}
# A button, a choice, a date or a file, and a preview, which shows a copy.
SILENT = {
    *("forum:post_preview", "forum:thread_pin", "forum:thread_unlock"),
    *("forum:thread_unpin", "forum:post_delete", "forum:post_undelete"),
    *("forum:category_rights", "stories:own_publish", "stories:own_confirm"),
    *("stories:own_withdraw", "stories:own_bring_back", "stories:own_discard"),
    *("moderation:case_create", "notifications:preference_edit"),
    *("notifications:notice_read_all", "notifications:notice_read"),
    *("notifications:subscription_stop", "access:window_notice_hide"),
    *("accounts:agreement_create", "accounts:session_end_others"),
    *(
        "accounts:session_end",
        "onboarding:invitation_claim",
        "onboarding:invitation_take",
    ),
    *("accounts:email_change_revert", "onboarding:hook_access"),
    *("onboarding:organise_invitation_withdraw", "access:organise_see_stop"),
    *("onboarding:organise_approve", "privacy:export_create", "accounts:proof_create"),
    *("cohorts:recording_publish", "cohorts:recording_unpublish"),
}
# A sign-in, and a search, which is asked by GET.
NO_WORDS_IN = (PlainMixin, BaseSignupForm, BaseProviderSignupForm, PeopleSearchForm)
NO_WORDS = {"EmailField", "MailboxField", "SlugField", "MonthField", "HandleField"}
POSTS = [door for door in DOORS if door.method == "POST"]
ROWS = [door for door in POSTS if door.name in TAKES]


@pytest.mark.parametrize("door", ROWS, ids=str)
def test_a_refusal_gives_the_words_back(db, world, browsers, door):
    lost = [
        (persona, said, is_part)
        for persona in PERSONAS
        for is_part in (False, True)
        for said, is_kept in [sent(door, world, persona, browsers[persona], is_part)]
        if not is_kept
    ]

    assert lost == []


def sent(door, world, persona, browser, is_part):
    """What was answered, and whether the words are there, in a transaction undone."""
    headers = {"HX-Request": "true"} if is_part else {}
    words = TAKES[door.name]
    url = door.url(world, persona)
    try:
        with transaction.atomic():
            data = door.form(world, persona) | words
            response = browser.post(url, data, headers=headers)
            said = said_by(response)
            if said == "in":
                forms = {at: words for at, words, _ in browser.session[SESSION_KEY]}
                kept = forms.get(url, {})
                is_kept = {name: kept.get(name) for name in words} == words
            else:
                is_kept = not said.startswith("4") or holds(response, words)
            raise Undone
    except Undone:
        return said, is_kept


def holds(response, words):
    page = unescape(response.content.decode())
    return all(value in page for value in words.values())


@pytest.mark.parametrize("door", ROWS, ids=str)
def test_a_form_without_its_token_is_given_back(db, world, door):
    """Each address once: the token is asked for before anything of its own."""
    browser = Client(enforce_csrf_checks=True)
    url = door.url(world, VISITOR)

    headers = {"Referer": "http://testserver/"}
    response = browser.post(url, TAKES[door.name], headers=headers)

    assert response.status_code == 403
    assert holds(response, TAKES[door.name])
    assert "Send it again" in response.content.decode()


def test_what_waits_for_the_sign_in_is_shown_where_no_form_takes_it(db, world):
    browser, name = browser_of(world, VISITOR), "accounts:settings_edit"
    [door] = [door for door in ROWS if door.name == name]
    url, words = door.url(world, VISITOR), TAKES[name]
    with transaction.atomic():
        browser.post(url, words | {"theme": "dark"})
        browser.force_login(world.member)

        page, later = browser.get(url), browser.get(url)
        transaction.set_rollback(True)

    assert holds(page, words | {"theme": 'name="theme" value="dark"'})
    assert "Send it again" in page.content.decode()
    assert not holds(later, words)


def test_every_address_that_is_posted_to_takes_words_or_is_known_to_take_none():
    names = {door.name for door in POSTS}

    assert names == {*TAKES, *SILENT}
    assert not SILENT.intersection(TAKES)


def forms_of_ours():
    for app in packages():
        for module in walk_packages(import_module(app).__path__, f"{app}."):
            if ".forms" not in module.name:
                continue
            for found in vars(import_module(module.name)).values():
                if isclass(found) and issubclass(found, forms.BaseForm):
                    yield found


def test_a_single_word_is_known_for_words_in_every_field_of_text():
    plain = {
        name
        for form in forms_of_ours()
        if not issubclass(form, NO_WORDS_IN)
        for name, field in form.base_fields.items()
        if type(field).__name__ not in NO_WORDS
        and isinstance(field, forms.CharField)
        and not field.widget.is_hidden
    }

    assert plain - free_text_fields() - {"code"} == set()
