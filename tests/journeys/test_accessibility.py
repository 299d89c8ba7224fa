"""Every kind of page for whoever meets it: axe in light and dark, and on a phone."""

import pytest
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.urls import path, reverse
from playwright.sync_api import expect

from config import urls
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from core import clock
from core.errors import Changed, Gone, TooFast
from forum.services.posts import reply_to_thread
from forum.services.threads import start_thread
from tests.accounts.auth.steps import app_code
from tests.architecture.world import World
from tests.factories.access import member
from tests.factories.accounts import BlockFactory
from tests.factories.forum import thread_of
from tests.journeys.axe import faults
from tests.journeys.catalogue import pages_of, visit
from tests.journeys.contents import TEXT, full_story
from tests.journeys.fitting import misfits, on_a_telephone
from tests.journeys.steps import KEY_OF_TESTS, own_menu, press, sign_in_by_password

pytestmark = pytest.mark.django_db(transaction=True)

ERRORS = {
    400: lambda: SuspiciousOperation("odd"),
    403: lambda: PermissionDenied("This thread is locked."),
    409: lambda: Changed("It has changed.", theirs="One text", yours="Another"),
    410: lambda: Gone("A moderator has hidden this story."),
    413: lambda: RequestDataTooBig("too big"),
    429: lambda: TooFast("That was fast.", retry_at=clock.now()),
    500: lambda: RuntimeError("broken"),
}


def broken(request, status):
    raise ERRORS[status]()


urlpatterns = [*urls.urlpatterns, path("broken/<int:status>/", broken)]


def look(page, name):
    return [f"{name}: {fault}" for fault in faults(page)]


def look_on_a_telephone(page, name):
    with on_a_telephone(page):
        return [f"{name}: {fault}" for fault in misfits(page)]


@pytest.mark.parametrize(
    ("persona", "besides"),
    [
        ("visitor", ("member",)),
        ("member", ()),
        ("expired", ("member",)),
        ("moderator", ("member",)),
        ("organiser", ("member",)),
    ],
)
def test_every_kind_of_page(open_page, sign_in, persona, besides):
    world, page, found = World(), open_page(), []
    if persona in {"member", "moderator"}:
        # Only who came by the door has lately proved to be themselves.
        sign_in_by_password(page, world.person(persona).email)
        if persona == "moderator":
            page.get_by_label("Code from your app").fill(app_code(KEY_OF_TESTS))
            press(page, "Sign in")
        expect(own_menu(page)).to_be_visible()
    elif persona != "visitor":
        sign_in(page, world.person(persona))

    for name in visit(page, pages_of(world, persona, besides)):
        found += look(page, name) + look_on_a_telephone(page, name)

    assert not found, "\n".join(found)


def test_what_a_visitor_reads(page):
    """The same pages as a member's, with what asks a visitor in."""
    world, found = World(), []
    for url in (
        "/",
        world.public.get_absolute_url(),
        world.public_thread.get_absolute_url(),
        reverse("stories:story_index"),
        world.story.get_absolute_url(),
        reverse("search:result_index") + "?q=public",
    ):
        assert page.goto(url).status == 200, url
        found += look(page, url) + look_on_a_telephone(page, url)

    assert not found, "\n".join(found)


def test_full_pages(open_page, sign_in):
    world, found = World(), []
    page = sign_in(open_page(), world.author)
    thread = start_thread(
        author=world.author, category=world.gated, title="A full thread", body=TEXT
    )
    story = full_story(world.author)

    for url in (
        thread.get_absolute_url(),
        story.get_absolute_url(),
        reverse("stories:own_edit", args=[story.pk]),
        reverse("stories:own_preview", args=[story.pk]),
        reverse("notifications:notice_index"),
        reverse("moderation:message_detail", args=[world.letter.pk]),
        reverse("accounts:profile_detail", args=["author"]),
        reverse("search:result_index") + "?q=public",
        reverse("search:result_index") + "?q=nowhere+public",
    ):
        assert page.goto(url).status == 200, url
        found += look(page, url)

    assert not found, "\n".join(found)


def test_pages_of_someone_who_has_blocked(open_page, sign_in):
    """What is folded, the list of people, and a page of one of them."""
    world, found = World(), []
    page = sign_in(open_page(), world.member)
    bo = member(handle="bo", display_name="Bo Lund")
    thread = thread_of(1)
    reply_to_thread(author=bo, thread=thread, body=TEXT)
    BlockFactory(person=world.member, blocked=bo)
    # Who keeps order is shown all the same, and the list says so.
    BlockFactory(person=world.member, blocked=world.moderator)
    for url in (
        thread.get_absolute_url(),
        thread.get_absolute_url() + "?show=2",
        reverse("access:block_index"),
        reverse("accounts:profile_detail", args=["bo"]),
    ):
        assert page.goto(url).status == 200, url
        found += look(page, url) + look_on_a_telephone(page, url)

    assert not found, "\n".join(found)


def test_what_opens_on_a_page(open_page, sign_in):
    world, found = World(), []
    page = sign_in(open_page(), world.member)
    page.goto(world.public_thread.get_absolute_url())
    own_menu(page).click()
    found += look(page, "own menu")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    found += look(page, "keys")
    page.keyboard.press("Escape")
    page.get_by_label("Your reply").fill(TEXT)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview")).to_be_visible()
    found += look(page, "preview")

    assert not found, "\n".join(found)


def test_refused_forms_and_awaited_codes(open_page, sign_in):
    world, found = World(), []
    member = sign_in(open_page(), world.member)
    for name, button in (
        ("stories:story_create", "Publish these five"),
        ("forum:thread_create", "Start the thread"),
    ):
        member.goto(reverse(name))
        member.evaluate("[...document.forms].forEach((form) => form.noValidate = true)")
        member.get_by_role("button", name=button).first.click()
        expect(member.locator("[data-focus]")).to_be_focused()
        found += look(member, f"{name}, refused")

    moderator = sign_in(open_page(), world.moderator)
    moderator.goto(world.case.get_absolute_url())
    moderator.get_by_label("Hide the post, tell the author why").check()
    moderator.get_by_label("By which rule").select_option(index=1)
    press(moderator, "Go on")
    expect(moderator.get_by_role("heading", name="The letter")).to_be_visible()
    found += look(moderator, "letter")

    page = open_page()
    sign_in_by_password(page, world.author.email, "not the password at all")
    expect(page.locator("[data-focus]")).to_be_focused()
    found += look(page, "sign-in, refused")
    sign_in_by_password(page, world.mentor.email)
    expect(page.get_by_label("Code from your app")).to_be_visible()
    found += look(page, "second factor")
    for name in ("account_request_login_code", "account_reset_password"):
        page = open_page()
        page.goto(reverse(name))
        page.get_by_label("Email").fill("nobody@example.org")
        press(page, "Send the code")
        expect(page.get_by_label("Code")).to_be_visible()
        found += look(page, f"{name}, sent")

    assert not found, "\n".join(found)


def test_pages_of_what_went_wrong(open_page, sign_in, settings):
    world, found = World(), []
    settings.ROOT_URLCONF = __name__
    for page in (open_page(), sign_in(open_page(), world.member)):
        for status in ERRORS:
            answer = page.goto(f"/broken/{status}/")
            assert answer.status == status
            found += look(page, status)

    page.goto(world.public_thread.get_absolute_url())
    page.get_by_label("Your reply").fill("A plain reply.")
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    press(page, "Reply")
    found += look(page, "no token")

    assert not found, "\n".join(found)
