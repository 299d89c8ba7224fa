from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from access.errors import NothingOpen
from access.models import Grant
from core import clock
from core.errors import Changed
from core.limits import ASKING, INVITATION_LIFE, REASON_MAX
from core.throttling import hit
from onboarding.errors import AskedAlready, InvitationClosed
from onboarding.models import InvitationClaim
from onboarding.services.claims import accept_claim, claim_as_mine, refuse_claim
from onboarding.services.invitations import (
    claim_invitation,
    invite,
    withdraw_invitation,
)
from outbox.models import Mail
from tests.factories.access import community, member, moderator, organiser
from tests.factories.accounts import UserFactory, former
from tests.racing import race

pytestmark = pytest.mark.django_db

ADDRESS = "old-office@example.org"


@pytest.fixture
def boss():
    return organiser()


@pytest.fixture
def invited(boss):
    """An invitation and the token of its link."""
    day = clock.now().date()
    return invite(organiser=boss, email=ADDRESS, circle=community(), anchor_on=day)


@pytest.fixture
def claim(invited):
    person = UserFactory()
    return claim_as_mine(person=person, invitation=invited[0], note="My old office.")


def letters():
    return Mail.objects.filter(kind__startswith="answers/")


def nothing_opened(claim):
    claim.refresh_from_db()
    claim.invitation.refresh_from_db()
    return (
        claim.decided_at is None
        and not Grant.objects.filter(person=claim.person).exists()
        and not letters().exists()
    )


def test_claim_as_mine_twice_is_once(invited, claim):
    terms = {"person": claim.person, "invitation": invited[0]}

    assert claim_as_mine(note=claim.note, **terms) == claim
    with pytest.raises(AskedAlready):
        claim_as_mine(note="Other words.", **terms)

    assert InvitationClaim.objects.get().note == "My old office."
    assert not Grant.objects.filter(person=claim.person).exists()


def test_accept_claim_opens_the_window_and_closes_the_invitation(boss, claim):
    accept_claim(organiser=boss, claim=claim, answer="Found you.")

    grant = claim.person.grants.get()
    assert (grant.granted_by, grant.anchor_on) == (boss, clock.now().date())
    claim.invitation.refresh_from_db()
    assert claim.invitation.claimed_by == claim.person
    letter = letters().get()
    assert (letter.to, letter.kind) == (claim.person.email, "answers/claim_accepted")
    assert "Found you." in letter.text


def test_accept_claim_changes_no_address_and_no_account(boss, claim):
    owner = UserFactory(email=ADDRESS)
    before = list(EmailAddress.objects.order_by("pk").values())

    accept_claim(organiser=boss, claim=claim)

    assert list(EmailAddress.objects.order_by("pk").values()) == before
    claim.person.refresh_from_db()
    assert claim.person.email != ADDRESS
    assert not owner.grants.exists()


def test_accept_claim_counts_when_the_invitation_ran_out_meanwhile(boss, claim):
    with clock.at(clock.now() + INVITATION_LIFE + timedelta(days=1)):
        accept_claim(organiser=boss, claim=claim)

    assert claim.person.grants.count() == 1


def test_accept_claim_of_what_its_own_address_took_opens_nothing(boss, claim):
    owner = UserFactory(email=ADDRESS)
    claim_invitation(person=owner, invitation=claim.invitation)

    with pytest.raises(InvitationClosed):
        accept_claim(organiser=boss, claim=claim)

    assert nothing_opened(claim)


def test_accept_claim_of_what_was_withdrawn_opens_nothing(boss, claim):
    withdraw_invitation(organiser=boss, invitation=claim.invitation)

    with pytest.raises(InvitationClosed):
        accept_claim(organiser=boss, claim=claim)

    assert nothing_opened(claim)


def test_accept_claim_of_a_window_that_is_over_opens_nothing(boss, claim):
    with (
        clock.at(clock.now() + timedelta(days=400)),
        pytest.raises(NothingOpen),
    ):
        accept_claim(organiser=boss, claim=claim)

    assert nothing_opened(claim)


def test_refuse_claim_leaves_the_invitation_to_its_address(boss, claim):
    refuse_claim(organiser=boss, claim=claim, answer="Another name stands there.")

    assert not claim.person.grants.exists()
    assert "Another name stands there." in letters().get().text
    owner = UserFactory(email=ADDRESS)
    assert claim_invitation(person=owner, invitation=claim.invitation)


def test_claims_are_decided_once(boss, claim):
    refuse_claim(organiser=boss, claim=claim, answer="No.")

    with pytest.raises(Changed) as changed:
        accept_claim(organiser=boss, claim=claim, answer="Found you.")

    assert (changed.value.theirs, changed.value.yours) == ("No.", "Found you.")
    assert not claim.person.grants.exists()
    assert letters().count() == 1


@pytest.mark.parametrize("person", [member, moderator, former])
def test_claims_are_decided_by_organisers(claim, person):
    person = person()

    with pytest.raises(PermissionDenied):
        accept_claim(organiser=person, claim=claim)
    with pytest.raises(PermissionDenied):
        refuse_claim(organiser=person, claim=claim, answer="No.")

    assert nothing_opened(claim)


def test_claim_as_mine_needs_an_open_invitation(boss, invited):
    withdraw_invitation(organiser=boss, invitation=invited[0])

    with pytest.raises(InvitationClosed):
        claim_as_mine(person=UserFactory(), invitation=invited[0], note="Mine.")

    assert not InvitationClaim.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_accept_claim_while_its_own_address_takes_it_opens_one_window():
    boss, owner, person = organiser(), UserFactory(email=ADDRESS), UserFactory()
    day = clock.now().date()
    invitation, _token = invite(
        organiser=boss, email=ADDRESS, circle=community(), anchor_on=day
    )
    claim = claim_as_mine(person=person, invitation=invitation, note="Mine.")

    race(
        lambda: accept_claim(organiser=boss, claim=claim),
        lambda: claim_invitation(person=owner, invitation=invitation),
    )

    assert Grant.objects.count() == 1


def test_create_asks_the_organisers(client, invited):
    _invitation, token = invited
    person = UserFactory()
    client.force_login(person)
    url = f"/invitations/{token}/mine/"
    assert url in client.get(f"/invitations/{token}/").content.decode()

    assert client.post(url, {"note": ""}).status_code == 422
    assert not InvitationClaim.objects.exists()
    response = client.post(url, {"note": "My old office."})

    assert response.status_code == 302
    assert InvitationClaim.objects.get().person == person
    assert "have your word" in client.get(url).content.decode()


def test_create_on_what_was_closed_meanwhile_keeps_the_words(client, boss, invited):
    invitation, token = invited
    withdraw_invitation(organiser=boss, invitation=invitation)
    client.force_login(UserFactory())

    response = client.post(f"/invitations/{token}/mine/", {"note": "My old office."})

    assert response.status_code == 409
    page = response.content.decode()
    assert "not open any more" in page
    assert "My old office." in page
    assert not InvitationClaim.objects.exists()


def test_create_too_often_keeps_the_words_and_says_when(client, invited):
    person = UserFactory()
    client.force_login(person)
    for _ in range(ASKING[0]):
        hit("claim", person.pk, rate=ASKING, sentence="")

    response = client.post(f"/invitations/{invited[1]}/mine/", {"note": "My office."})

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= ASKING[1]
    assert "My office." in response.content.decode()
    assert not InvitationClaim.objects.exists()


def test_create_keeps_the_words_of_an_ended_session(client, invited):
    url = f"/invitations/{invited[1]}/mine/"

    response = client.post(url, {"note": "My old office."})

    assert response.url.startswith("/accounts/login/")
    assert not InvitationClaim.objects.exists()
    client.force_login(UserFactory())
    assert client.get(url).context["form"]["note"].value() == "My old office."


@pytest.mark.parametrize(
    ("note", "status"), [("Of my last job.", 409), ("x" * (REASON_MAX + 1), 422)]
)
def test_create_in_a_second_tab_keeps_the_words(client, invited, claim, note, status):
    client.force_login(claim.person)
    url = f"/invitations/{invited[1]}/mine/"

    response = client.post(url, {"note": note})

    page = response.content.decode()
    assert response.status_code == status
    assert "have your word" in page
    assert "My old office." in page
    assert note in page
    assert InvitationClaim.objects.get().note == "My old office."


def test_create_does_not_show_the_address(client, invited):
    client.force_login(UserFactory())

    assert (
        ADDRESS not in client.get(f"/invitations/{invited[1]}/mine/").content.decode()
    )


def test_create_needs_the_link(client, invited):
    client.force_login(UserFactory())

    assert client.post("/invitations/false/mine/", {"note": "Mine."}).status_code == 404
    assert not InvitationClaim.objects.exists()


@pytest.mark.parametrize(
    ("form", "opened"),
    [
        ({"decision": "accept"}, 1),
        ({"decision": "refuse", "answer": "Another name."}, 0),
    ],
)
def test_decide(client, boss, claim, form, opened):
    client.force_login(boss)
    url = f"/organise/claims/{claim.pk}/"
    assert "My old office." in client.get(url).content.decode()

    response = client.post(url, form)

    assert response.status_code == 302
    assert claim.person.grants.count() == opened
    assert letters().count() == 1


@pytest.mark.parametrize("form", [{}, {"decision": "refuse"}, {"decision": "steal"}])
def test_decide_needs_a_decision_and_a_refusal_its_reason(client, boss, claim, form):
    client.force_login(boss)

    assert client.post(f"/organise/claims/{claim.pk}/", form).status_code == 422
    assert nothing_opened(claim)


def test_decide_on_what_was_taken_says_so(client, boss, claim):
    withdraw_invitation(organiser=boss, invitation=claim.invitation)
    client.force_login(boss)

    response = client.post(f"/organise/claims/{claim.pk}/", {"decision": "accept"})

    assert response.status_code == 409
    assert "taken or withdrawn" in response.content.decode()
    assert nothing_opened(claim)


def test_decide_on_what_was_decided_shows_both_sentences(client, boss, claim):
    refuse_claim(organiser=boss, claim=claim, answer="Another name.")
    client.force_login(boss)

    response = client.post(
        f"/organise/claims/{claim.pk}/", {"decision": "accept", "answer": "Found you."}
    )

    assert response.status_code == 409
    assert "Another name." in response.content.decode()
    assert "Found you." in response.content.decode()
    assert not claim.person.grants.exists()


def test_decide_keeps_the_words_of_an_ended_session(client, boss, claim):
    url = f"/organise/claims/{claim.pk}/"
    client.post(url, {"decision": "refuse", "answer": "Another name."})
    assert nothing_opened(claim)

    client.force_login(boss)

    form = client.get(url).context["form"]
    assert (form["decision"].value(), form["answer"].value()) == (
        "refuse",
        "Another name.",
    )


def test_decide_is_not_there_for_anyone_else(client, claim):
    client.force_login(claim.person)

    url = f"/organise/claims/{claim.pk}/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"decision": "accept"}).status_code == 404
    assert nothing_opened(claim)


def test_a_taken_invitation_leads_its_taker_to_sign_in(client, invited):
    invitation, token = invited
    person = UserFactory(email=ADDRESS)
    claim_invitation(person=person, invitation=invitation)
    url = f"/invitations/{token}/"
    asks = f'href="/accounts/login/?next={url}"'

    assert asks in client.get(url).content.decode()
    client.force_login(person)
    assert asks not in client.get(url).content.decode()
