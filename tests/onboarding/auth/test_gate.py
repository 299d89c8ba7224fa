from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth import get_user
from django.db import transaction
from django.test import Client
from django.urls import reverse

from access.access import Access
from access.enums import GrantSource
from access.models import Circle, Grant
from access.services.grants import grant_for_life, revoke_grant
from access.services.roles import appoint
from accounts.models import AuditEntry, User
from accounts.services.unproved import give_up, give_up_unproved, unproved
from core import clock
from core.limits import INVITING
from core.throttling import hit
from onboarding.enums import GateMode
from onboarding.errors import NotWaiting
from onboarding.models import Invitation
from onboarding.services.approvals import approve, refuse
from onboarding.services.importing.carrying_out import carry_out
from onboarding.services.importing.planning import plan_for
from onboarding.services.invitations import invite
from onboarding.services.inviting import invite_by_mail
from onboarding.services.joining import note_gate
from onboarding.services.webhook.receiving import receive
from outbox.models import Mail
from outbox.services.working import work_once
from tests.accounts.auth.steps import (
    NEW_PASSWORD,
    code_sent_to,
    joining,
    sign_in,
    sign_up,
)
from tests.factories.access import CircleFactory, member, organiser
from tests.factories.accounts import UserFactory
from tests.onboarding.importing.lists import line, listed
from tests.onboarding.webhook.shop import body_of, opened
from tests.racing import Racer, race

pytestmark = pytest.mark.django_db


def invited(email="mira@example.org", **more):
    return invite(
        organiser=organiser(),
        email=email,
        name="Mira Valk",
        circle=Circle.objects.community(),
        anchor_on=clock.now().date(),
        **more,
    )


def filled_in(**changes):
    """The desk's form for an invitation."""
    return {
        "email": "mira@example.org",
        "name": "Mira Valk",
        "circle": Circle.objects.community().pk,
        "anchor_on": clock.now().date().isoformat(),
        "months": 12,
        "source": "cohort",
        "reason": "Finished cohort 3.",
    } | changes


def link(token):
    return reverse("onboarding:invitation_detail", args=[token])


def confirm(client, address="mira@example.org"):
    return client.post(
        reverse("account_email_verification_sent"), {"code": code_sent_to(address)}
    )


@pytest.mark.parametrize("mode", [GateMode.INVITATION, GateMode.COHORT_ONLY])
def test_a_closed_gate_lets_nobody_join(client, settings, mode):
    data = joining(client)
    settings.GATE_MODE = mode

    page = client.get(reverse("account_signup"))
    answer = client.post(reverse("account_signup"), data)

    assert (page.status_code, answer.status_code) == (403, 403)
    assert "One joins here by invitation." in page.content.decode()
    assert not User.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("mode", "source", "status"),
    [
        (GateMode.INVITATION, GrantSource.INVITATION, 200),
        (GateMode.COHORT_ONLY, GrantSource.COHORT, 200),
        (GateMode.COHORT_ONLY, GrantSource.IMPORT, 200),
        (GateMode.COHORT_ONLY, GrantSource.WEBHOOK, 200),
        (GateMode.COHORT_ONLY, GrantSource.INVITATION, 403),
    ],
)
def test_an_invitation_opens_the_gate(client, settings, mode, source, status):
    settings.GATE_MODE = mode
    _, token = invited(source=source)
    client.get(link(token))

    assert client.get(reverse("account_signup")).status_code == status


def test_joining_by_invitation_opens_twelve_months(client, settings):
    settings.GATE_MODE = GateMode.INVITATION
    invitation, token = invited()
    client.get(link(token))

    form = client.get(reverse("account_signup")).context["form"]
    assert (form["email"].value(), form["display_name"].value()) == (None, "Mira Valk")
    sign_up(client)
    answer = confirm(client)

    person = get_user(client)
    assert answer["Location"] == reverse("access:access_detail")
    assert Access.of(person).has_window
    grant = Grant.objects.get(person=person)
    assert (grant.months, grant.anchor_on) == (12, invitation.anchor_on)


def test_joining_with_another_address_takes_no_place(client):
    _, token = invited()
    client.get(link(token))
    sign_up(client, email="other@example.org")

    confirm(client, "other@example.org")

    assert not Access.of(get_user(client)).has_window
    assert not Grant.objects.exists()
    assert Invitation.objects.get().claimed_at is None


CLOSED = [GateMode.INVITATION, GateMode.COHORT_ONLY]


def joined_by(token, email, handle):
    """A browser that came by the link and joined, as far as the gate let it."""
    browser = Client()
    browser.get(link(token))
    answer = sign_up(browser, email=email, handle=handle)
    if answer.status_code == 302:
        confirm(browser, email)
    return browser, answer


@pytest.mark.parametrize("mode", CLOSED)
def test_a_link_lets_one_other_newcomer_in_and_its_own_address_always(
    client, settings, mode
):
    settings.GATE_MODE = mode
    invitation, token = invited(source=GrantSource.COHORT)

    joined_by(token, "first@example.org", "first-one")
    second, answer = joined_by(token, "second@example.org", "second-one")

    first = User.objects.get(handle="first-one")
    invitation.refresh_from_db()
    assert (invitation.admitted, invitation.claimed_at) == (first, None)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "second@example.org" in page
    assert "This invitation has been used" in page
    assert "mailto:" in second.get(reverse("account_signup")).content.decode()
    assert not User.objects.filter(handle="second-one").exists()
    assert not Mail.objects.filter(to="second@example.org").exists()

    joined_by(token, "mira@example.org", "mira-valk")
    assert Access.of(User.objects.get(handle="mira-valk")).has_window


@pytest.mark.parametrize("mode", CLOSED)
def test_a_used_invitation_answers_a_known_address_as_any_other(settings, mode):
    settings.GATE_MODE = mode
    _, token = invited(source=GrantSource.COHORT)
    known = UserFactory()
    joined_by(token, "first@example.org", "first-one")
    letters = Mail.objects.count()

    answers = [
        joined_by(token, address, "second-one")[1]
        for address in (known.email, "second@example.org")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert Mail.objects.count() == letters


def test_an_account_that_was_given_up_leaves_its_seat(client, settings):
    settings.GATE_MODE = GateMode.INVITATION
    invitation, token = invited()
    client.get(link(token))
    sign_up(client, email="first@example.org", handle="first-one")
    invitation.refresh_from_db()
    assert invitation.admitted is not None

    with clock.at(clock.now() + timedelta(days=4)):
        assert give_up_unproved() == 1
        joined_by(token, "second@example.org", "second-one")

    assert User.objects.filter(handle="second-one").exists()


def test_an_open_gate_takes_no_seat(client):
    invitation, token = invited()

    for number in range(2):
        joined_by(token, f"other-{number}@example.org", f"other-{number}")

    invitation.refresh_from_db()
    assert invitation.admitted is None
    assert User.objects.filter(handle__startswith="other").count() == 2


def test_an_approving_gate_spares_one_other_newcomer_the_wait(approval):
    _, token = invited()

    joined_by(token, "first@example.org", "first-one")
    second, answer = joined_by(token, "second@example.org", "second-one")
    joined_by(token, "mira@example.org", "mira-valk")

    assert answer.status_code == 302
    waiting = User.objects.get(approved_at=None)
    assert waiting.handle == "second-one"
    assert not get_user(second).is_authenticated


@pytest.mark.django_db(transaction=True)
def test_two_newcomers_at_once_have_one_seat(settings):
    settings.GATE_MODE = GateMode.INVITATION
    invitation, token = invited()
    browsers = [Client() for _ in range(3)]
    for browser in browsers:
        browser.get(link(token))
    forms = [
        joining(browser, email=f"other-{n}@example.org", handle=f"other-{n}")
        for n, browser in enumerate(browsers)
    ]

    answers = race(
        *(
            lambda browser=browser, form=form: browser.post(
                reverse("account_signup"), form
            )
            for browser, form in zip(browsers, forms, strict=True)
        )
    )

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 302
    assert set(statuses[1:]) <= {409, 422}
    person = User.objects.get(handle__startswith="other")
    invitation.refresh_from_db()
    assert invitation.admitted == person
    assert Mail.objects.filter(to__startswith="other").count() == 1


def test_opening_an_invitation_takes_nothing(client):
    _, token = invited()

    for _ in range(3):
        assert client.get(link(token)).status_code == 200

    assert Invitation.objects.get().claimed_at is None


def test_claiming_when_signed_in_with_the_address(client):
    person = UserFactory(email="mira@example.org")
    _, token = invited()
    client.force_login(person)
    claim = reverse("onboarding:invitation_claim", args=[token])

    assert client.get(claim).status_code == 405
    client.post(claim)
    client.post(claim)

    assert Access.of(person).has_window
    assert Grant.objects.filter(person=person).count() == 1


def test_taking_again_what_was_ended_says_so(client):
    person = UserFactory(email="mira@example.org")
    invitation, token = invited()
    client.force_login(person)
    claim = reverse("onboarding:invitation_claim", args=[token])
    client.post(claim)
    assert "This place is yours" in client.get(link(token)).content.decode()
    grant = person.grants.get()
    revoke_grant(organiser=invitation.invited_by, grant=grant, reason="A mistake")

    answer = client.post(claim)

    assert answer.status_code == 409
    assert "is closed now" in answer.content.decode()
    assert "This place is yours" not in client.get(link(token)).content.decode()
    assert Grant.objects.count() == 1


def test_a_mismatch_is_told_kindly_and_takes_nothing(client):
    _, token = invited("mira.valk@example.org")
    client.force_login(UserFactory())

    page = client.get(link(token)).content.decode()
    answer = client.post(reverse("onboarding:invitation_claim", args=[token]))

    assert "sent to another address" in page
    assert "mira.valk@example.org" not in page
    assert answer.status_code == 409
    assert not Grant.objects.exists()


def test_a_visitor_with_the_link_reads_the_address_nowhere(client):
    _, token = invited("mira.valk@example.org")

    for url in (link(token), reverse("account_signup")):
        page = client.get(url).content.decode()
        assert "m···@example.org" in page
        assert "mira.valk@example.org" not in page


def test_an_unproved_address_takes_no_place(client):
    person = UserFactory(email="mira@example.org", verified=False)
    _, token = invited()
    client.force_login(person)

    client.post(reverse("onboarding:invitation_claim", args=[token]))

    assert not Grant.objects.exists()


def test_a_closed_invitation_says_so(client):
    _, token = invited()

    with clock.at(clock.now() + timedelta(days=31)):
        page = client.get(link(token))
        client.force_login(UserFactory(email="mira@example.org"))
        answer = client.post(reverse("onboarding:invitation_claim", args=[token]))

    assert (page.status_code, answer.status_code) == (410, 409)
    assert not Grant.objects.exists()


def test_an_unknown_invitation_is_no_page(client):
    assert client.get(link("x" * 40)).status_code == 404
    assert client.get(link("x" * 4000)).status_code == 404


def test_organisers_invite_by_mail(client):
    host = organiser()
    client.force_login(host)

    answer = client.post(reverse("onboarding:organise_invitation_index"), filled_in())

    mail = Mail.objects.get()
    assert answer.status_code == 302
    assert (mail.kind, mail.to, mail.is_secret) == (
        "account/invitation",
        "mira@example.org",
        True,
    )
    token = mail.text.split("/invitations/")[1].split("/")[0]
    assert client.__class__().get(link(token)).status_code == 200


@pytest.mark.parametrize(
    ("mode", "source", "may_join"),
    [
        (GateMode.OPEN, "invitation", True),
        (GateMode.COHORT_ONLY, "cohort", True),
        (GateMode.COHORT_ONLY, "invitation", False),
    ],
)
def test_organisers_are_told_of_a_letter_that_lets_nobody_join(
    client, settings, mode, source, may_join
):
    settings.GATE_MODE = mode
    desk = client.__class__()
    desk.force_login(organiser())
    data = filled_in(source=source)

    page = desk.post(reverse("onboarding:organise_invitation_index"), data, follow=True)

    assert ("cannot join with this letter" in page.content.decode()) is not may_join
    token = Mail.objects.get().text.split("/invitations/")[1].split("/")[0]
    shown = client.get(link(token)).content.decode()
    assert ("Join and take the place" in shown) is may_join
    signup = client.get(reverse("account_signup"))
    assert signup.status_code == (200 if may_join else 403)


@pytest.mark.parametrize(
    ("day", "months", "why"),
    [
        ("9999-12-31", 120, "too far away"),
        ("9990-01-01", 120, "too far away"),
        ("9990-01-01", 0, "more than a year ahead"),
        ("2020-01-01", 12, "was over on 1 January 2021 already"),
    ],
)
def test_an_invitation_that_could_never_be_taken_is_not_sent(client, day, months, why):
    client.force_login(organiser())
    data = filled_in(anchor_on=day, months=months)

    answer = client.post(reverse("onboarding:organise_invitation_index"), data)

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "Finished cohort 3." in answer.content.decode()
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_an_address_in_quotation_marks_is_not_invited(client):
    client.force_login(organiser())
    data = filled_in(email='"a\x0cBcc:evil\\ x"@example.org')

    answer = client.post(reverse("onboarding:organise_invitation_index"), data)

    assert answer.status_code == 422
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_a_wrong_invitation_sends_nothing(client):
    client.force_login(organiser())

    answer = client.post(
        reverse("onboarding:organise_invitation_index"),
        {"email": "mira@example", "name": "https://evil.example", "months": -1},
    )

    assert answer.status_code == 422
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_organisers_withdraw_what_nobody_took(client):
    invitation, token = invited()
    client.force_login(invitation.invited_by)

    client.post(
        reverse("onboarding:organise_invitation_withdraw", args=[invitation.pk])
    )

    assert client.get(link(token)).status_code == 410


@pytest.mark.parametrize("name", ["organise_invitation_index", "applicant_index"])
def test_the_desk_is_no_page_for_others(client, name):
    for person in (None, UserFactory(), member()):
        if person:
            client.force_login(person)
            assert client.post(reverse(f"onboarding:{name}")).status_code == 404
        assert client.get(reverse(f"onboarding:{name}")).status_code == 404


def test_the_desk_keeps_an_invitation_whose_session_has_ended(client):
    page = reverse("onboarding:organise_invitation_index")

    answer = client.post(page, filled_in())

    assert answer["Location"].startswith(reverse("account_login"))
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()
    client.force_login(member())
    assert client.get(page).status_code == 404
    client.force_login(organiser())
    client.logout()
    client.post(page, filled_in())
    client.force_login(organiser())
    form = client.get(page).context["form"]
    assert form["email"].value() == "mira@example.org"
    assert form["reason"].value() == "Finished cohort 3."


def test_an_invitation_that_is_sent_twice_is_one_letter(client):
    page = reverse("onboarding:organise_invitation_index")
    client.force_login(organiser())
    token = client.get(page).context["form"]["token"].value()

    answers = [client.post(page, filled_in(token=token)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Invitation.objects.count() == Mail.objects.count() == 1
    client.post(
        page, filled_in(token=client.get(page).context["form"]["token"].value())
    )
    assert Invitation.objects.count() == Mail.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_invitation_that_is_sent_twice_at_once_is_one_letter():
    host, circle = organiser(), Circle.objects.community()

    def send():
        return invite_by_mail(
            organiser=host,
            token="one-form",
            email="mira@example.org",
            circle=circle,
            anchor_on=clock.now().date(),
        )

    made = race(send, send, send)

    assert {invitation.pk for invitation in made} == {Invitation.objects.get().pk}
    assert Mail.objects.count() == 1


def test_too_many_invitations_keep_what_was_written(client):
    page = reverse("onboarding:organise_invitation_index")
    host = organiser()
    client.force_login(host)

    with clock.at(clock.now()):
        for _ in range(INVITING[0]):
            hit("invite", host.pk, rate=INVITING, sentence="")
        answer = client.post(page, filled_in())

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Finished cohort 3." in answer.content.decode()
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


@pytest.fixture
def approval(settings):
    settings.GATE_MODE = GateMode.APPROVAL


def by_a_list(person):
    text = listed(line(person.email))
    digest = plan_for(text).digest
    carry_out(organiser=organiser(), text=text, expected=digest)


def by_a_shop(person):
    receive(body_of(opened(email=person.email)))


def by_the_desk(person):
    grant_for_life(organiser=organiser(), person=person, circle=CircleFactory())


@pytest.mark.parametrize("give", [by_a_list, by_a_shop, by_the_desk])
def test_who_waits_is_let_in_with_a_place(client, approval, give):
    sign_up(client)
    confirm(client)
    person = User.objects.get()

    give(person)

    person.refresh_from_db()
    assert person.is_approved
    entry = AuditEntry.objects.get(action="approved")
    assert (entry.target_id, entry.actor) == (person.pk, person.grants.get().granted_by)
    sign_in(client, person, password=NEW_PASSWORD)
    assert get_user(client) == person


def test_nobody_is_refused_who_was_let_in_meanwhile(approval):
    person, host = UserFactory(approved_at=None), organiser()
    approve(organiser=host, person=person)

    with pytest.raises(NotWaiting):
        refuse(organiser=host, person=person, reason="No.")

    assert User.objects.filter(pk=person.pk).exists()
    assert not Mail.objects.filter(kind="account/refused").exists()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_and_a_purchase_at_once_leave_a_place_or_an_invitation():
    person, host = UserFactory(approved_at=None), organiser()
    body = body_of(opened(email=person.email))

    refusal, event = race(
        lambda: refuse(organiser=host, person=person, reason="No."),
        lambda: receive(body),
    )

    is_there = User.objects.filter(pk=person.pk).exists()
    assert isinstance(refusal, NotWaiting) is is_there
    assert event.outcome == ("opened" if is_there else "invited")
    assert Grant.objects.count() == is_there
    assert Invitation.objects.count() == (not is_there)


def test_an_invitation_needs_no_approval(client, approval):
    _, token = invited()
    client.get(link(token))
    sign_up(client)

    confirm(client)

    assert get_user(client).is_authenticated


def test_unproved_accounts_are_given_up_after_three_days(client):
    known = UserFactory()
    sign_up(client)

    assert give_up_unproved() == 0
    with clock.at(clock.now() + timedelta(days=4)):
        assert give_up_unproved() == 1

    assert list(User.objects.all()) == [known]


@pytest.mark.parametrize(
    "give",
    [
        by_the_desk,
        lambda person: appoint(organiser=organiser(), person=person, kind="mentor"),
    ],
)
def test_an_unproved_account_with_a_place_or_a_role_holds_up_no_other(client, give):
    sign_up(client)
    sign_up(Client(), email="other@example.org", handle="other-one")
    kept = User.objects.get(handle="mira-valk")
    give(kept)

    with clock.at(clock.now() + timedelta(days=4)):
        assert give_up_unproved() == 1

    assert User.objects.filter(pk=kept.pk).exists()
    assert not User.objects.filter(handle="other-one").exists()


def test_a_gate_that_was_changed_stands_in_the_log_once(settings):
    for mode in (GateMode.OPEN, GateMode.OPEN, GateMode.APPROVAL, GateMode.OPEN):
        settings.GATE_MODE = mode
        note_gate()

    entries = AuditEntry.objects.filter(action="gate_set").order_by("pk")
    assert [(entry.before, entry.after, entry.actor) for entry in entries] == [
        ({}, {"mode": "open"}, None),
        ({"mode": "open"}, {"mode": "approval"}, None),
        ({"mode": "approval"}, {"mode": "open"}, None),
    ]


def test_the_worker_finds_the_gate_changed():
    work_once()

    assert AuditEntry.objects.get(action="gate_set").after == {"mode": GateMode.OPEN}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_code_of_an_account_that_was_given_up_leads_to_joining_anew(client, method):
    sign_up(client)
    code = code_sent_to("mira@example.org")
    give_up(unproved())

    page = reverse("account_email_verification_sent")
    answer = getattr(client, method)(page, {"code": code})

    assert (answer.status_code, answer.url) == (302, reverse("account_signup"))
    assert "was given up" in client.get(answer.url).content.decode()
    assert not User.objects.exists()
    sign_up(client)
    confirm(client)
    assert get_user(client).is_authenticated


@pytest.mark.django_db(transaction=True)
def test_a_code_that_meets_the_end_of_its_account_leads_to_joining_anew(client):
    sign_up(client)
    code = code_sent_to("mira@example.org")
    outcomes = []
    page = reverse("account_email_verification_sent")
    racer = Racer(partial(client.post, page, {"code": code}), outcomes)

    with transaction.atomic():
        give_up(unproved())
        racer.start()
        racer.wait_until_blocked()
    racer.join()

    assert [answer.url for answer in outcomes] == [reverse("account_signup")]
    assert "was given up" in client.get(reverse("account_signup")).content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_account_is_given_up_whose_code_is_typed_in_the_last_moment(client):
    sign_up(client)
    outcomes = []
    racer = Racer(lambda: give_up(unproved()), outcomes)

    with transaction.atomic():
        confirm(client)
        racer.start()
        racer.wait_until_blocked()
    racer.join()

    assert outcomes == [0]
    assert get_user(client) == User.objects.get()
