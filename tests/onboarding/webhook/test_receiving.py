from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, transaction

from access.enums import GrantSource
from access.errors import NothingPaused
from access.models import Grant
from access.services import grants
from accounts.models import AuditEntry
from core import clock
from core.errors import Changed
from core.limits import INVITATION_LIFE
from onboarding.enums import ShopEventOutcome
from onboarding.errors import InvitationClosed, WebhookRefused
from onboarding.models import Invitation, ShopEvent
from onboarding.services.claims import accept_claim, claim_as_mine
from onboarding.services.importing.carrying_out import carry_out
from onboarding.services.importing.planning import plan_for
from onboarding.services.invitations import claim_invitation
from onboarding.services.webhook.receiving import receive
from outbox.models import Mail
from tests.factories.access import CircleFactory, GrantFactory, community, organiser
from tests.factories.accounts import UserFactory
from tests.onboarding.importing.lists import line, listed, outcomes
from tests.onboarding.webhook.shop import body_of, ended, moment, opened
from tests.racing import race

pytestmark = pytest.mark.django_db


def receive_event(event):
    return ShopEventOutcome(receive(body_of(event)).outcome)


@pytest.fixture
def buyer():
    return UserFactory(email="buyer@example.org")


def is_open(person):
    return person.grants.open_at(clock.now()).exists()


def test_receive_opens_a_window_for_a_proved_address(buyer):
    assert receive_event(opened(email="Buyer@Example.org")) == ShopEventOutcome.OPENED

    grant = buyer.grants.get()
    assert (grant.source, grant.reference) == (GrantSource.WEBHOOK, "order-1")
    assert (grant.granted_by, grant.months) == (None, 12)
    assert AuditEntry.objects.get(action="grant_added").actor is None


def test_receive_counts_from_the_anchor_that_it_names(buyer):
    day = (clock.now() - timedelta(days=30)).date()

    receive_event(opened(anchor_on=day.isoformat(), months=6))

    assert (buyer.grants.get().anchor_on, buyer.grants.get().months) == (day, 6)


@pytest.mark.parametrize("is_known", [True, False])
def test_receive_invites_an_address_that_nobody_proved(is_known):
    if is_known:
        UserFactory(email="buyer@example.org", verified=False)

    assert receive_event(opened()) == ShopEventOutcome.INVITED

    invitation = Invitation.objects.get()
    assert (invitation.reference, invitation.invited_by) == ("order-1", None)
    letter = Mail.objects.get(kind="account/invitation")
    assert (letter.to, letter.subject) == (
        "buyer@example.org",
        "Your place at Crossroads",
    )
    assert not Grant.objects.exists()


def test_receive_ends_what_was_claimed_by_way_of_the_invitation():
    receive_event(opened())
    person = UserFactory(email="buyer@example.org")
    claim_invitation(person=person, invitation=Invitation.objects.get())
    assert is_open(person)

    assert receive_event(ended()) == ShopEventOutcome.ENDED

    assert not is_open(person)


def test_receive_ends_an_invitation_that_nobody_took():
    receive_event(opened())

    assert receive_event(ended()) == ShopEventOutcome.ENDED

    assert not Invitation.objects.open_at(clock.now()).exists()


def test_receive_of_a_refund_closes_a_claim_on_what_has_expired():
    receive_event(opened())
    claim = claim_as_mine(
        person=UserFactory(), invitation=Invitation.objects.get(), note="Mine."
    )

    with clock.at(clock.now() + INVITATION_LIFE):
        assert receive_event(ended(occurred_at=moment())) == ShopEventOutcome.ENDED
        with pytest.raises(InvitationClosed):
            accept_claim(organiser=organiser(), claim=claim)

    assert not Grant.objects.exists()


def test_receive_of_a_replay_answers_the_same_and_changes_nothing(buyer):
    body = body_of(opened())
    first = receive(body)
    receive_event(ended())

    again = receive(body)

    assert again == first
    assert Grant.objects.count() == 1
    assert not is_open(buyer)
    assert ShopEvent.objects.count() == 2


def test_receive_of_another_event_under_a_known_id_is_refused(buyer):
    receive_event(opened())

    with pytest.raises(WebhookRefused, match="Another event"):
        receive_event(opened(reference="order-2", months=120))

    assert Grant.objects.count() == ShopEvent.objects.count() == 1


def test_receive_of_an_end_that_overtook_its_beginning_opens_nothing(buyer):
    assert receive_event(ended()) == ShopEventOutcome.NOTHING
    assert receive_event(opened()) == ShopEventOutcome.OLDER

    assert not Grant.objects.exists()
    assert [event.outcome for event in ShopEvent.objects.order_by("pk")] == [
        "nothing",
        "older",
    ]


def test_receive_of_an_older_end_changes_nothing(buyer):
    receive_event(opened(occurred_at=moment(60)))

    assert receive_event(ended(occurred_at=moment(1))) == ShopEventOutcome.OLDER

    assert is_open(buyer)


def test_receive_takes_the_end_for_the_later_of_one_moment(buyer):
    now = moment()
    receive_event(ended(occurred_at=now))

    assert receive_event(opened(occurred_at=now)) == ShopEventOutcome.OLDER
    assert not Grant.objects.exists()


def test_receive_opens_again_after_an_end_that_was_earlier(buyer):
    receive_event(opened())
    receive_event(ended())

    assert (
        receive_event(opened(id="event-3", occurred_at=moment(60)))
        == ShopEventOutcome.OPENED
    )

    assert is_open(buyer)


def test_receive_of_a_refund_ends_only_what_its_order_opened(buyer):
    other = GrantFactory(person=buyer)
    receive_event(opened())
    receive_event(opened(id="event-3", reference="order-3", months=24))

    assert receive_event(ended()) == ShopEventOutcome.ENDED

    standing = Grant.objects.standing().filter(person=buyer)
    assert other in standing
    assert set(standing.values_list("reference", flat=True)) == {"", "order-3"}
    gone = Grant.objects.get(reference="order-1")
    assert (gone.revoked_by, gone.revoke_reason) == (
        None,
        "The order was ended or paid back.",
    )


def test_receive_of_a_refund_ends_a_pause_of_it(buyer):
    boss = organiser()
    receive_event(opened())
    terms = {"organiser": boss, "person": buyer, "circle": community()}
    grants.pause(reason="Away", **terms)
    assert receive_event(ended()) == ShopEventOutcome.ENDED

    with pytest.raises(NothingPaused):
        grants.resume(**terms)

    assert not is_open(buyer)


def test_receive_of_a_refund_ends_what_was_resumed(buyer):
    receive_event(opened())
    terms = {"organiser": organiser(), "person": buyer, "circle": community()}
    grants.pause(reason="Away", **terms)
    grants.resume(**terms)

    assert receive_event(ended()) == ShopEventOutcome.ENDED

    assert not is_open(buyer)


def test_receive_of_an_order_that_opened_the_place_already_changes_nothing(buyer):
    receive_event(opened())

    again = opened(id="event-3", occurred_at=moment(1))
    assert receive_event(again) == ShopEventOutcome.ALREADY

    assert Grant.objects.count() == 1


@pytest.mark.parametrize("months", [12, 0])
def test_receive_of_a_refund_leaves_the_same_place_of_another_order(buyer, months):
    receive_event(opened(months=months))
    second = opened(id="event-3", reference="order-3", months=months)
    assert receive_event(second) == ShopEventOutcome.OPENED

    assert receive_event(ended()) == ShopEventOutcome.ENDED

    assert is_open(buyer)
    assert (
        receive_event(ended(id="event-4", reference="order-3"))
        == ShopEventOutcome.ENDED
    )
    assert not is_open(buyer)


def test_receive_of_a_refund_leaves_the_same_offer_of_another_order():
    receive_event(opened())
    second = opened(id="event-3", reference="order-3")
    assert receive_event(second) == ShopEventOutcome.INVITED

    assert receive_event(ended()) == ShopEventOutcome.ENDED

    assert Invitation.objects.open_at(clock.now()).get().reference == "order-3"


def test_receive_of_a_refund_leaves_the_same_place_of_a_list(buyer):
    text = listed(line(buyer.email))
    carry_out(organiser=organiser(), text=text, expected=plan_for(text).digest)
    receive_event(opened(anchor_on=clock.now().date().isoformat()))

    assert receive_event(ended()) == ShopEventOutcome.ENDED

    assert is_open(buyer)


def test_receive_does_not_open_one_order_for_two_people(buyer):
    UserFactory(email="friend@example.org")
    receive_event(opened())

    for email in ("friend@example.org", "stranger@example.org"):
        with pytest.raises(WebhookRefused, match="stands for another address"):
            receive_event(opened(id="event-3", email=email, occurred_at=moment(1)))

    assert Grant.objects.count() == 1
    assert not Invitation.objects.exists()


def next_year(**fields):
    """The same order once more, for a window that begins today."""
    day = clock.now().date().isoformat()
    return opened(id="event-3", occurred_at=moment(), anchor_on=day, **fields)


@pytest.mark.parametrize("days", [360, 370])
def test_receive_goes_on_with_whoever_took_the_order_under_another_address(days):
    receive_event(opened())
    person = UserFactory()
    claim = claim_as_mine(
        person=person, invitation=Invitation.objects.get(), note="Mine."
    )
    accept_claim(organiser=organiser(), claim=claim)

    with clock.at(clock.now() + timedelta(days=days)):
        assert receive_event(next_year()) == ShopEventOutcome.OPENED

    assert person.grants.count() == Grant.objects.count() == 2


def test_receive_goes_on_with_a_buyer_who_has_another_address_now(buyer):
    receive_event(opened())
    EmailAddress.objects.filter(user=buyer).update(email="new@example.org")

    with clock.at(clock.now() + timedelta(days=360)):
        assert receive_event(next_year()) == ShopEventOutcome.OPENED

    assert buyer.grants.count() == 2


def test_receive_opens_an_order_of_a_closed_account_for_the_new_one(buyer):
    receive_event(opened())
    type(buyer).objects.filter(pk=buyer.pk).update(is_active=False)
    EmailAddress.objects.filter(user=buyer).delete()
    again = UserFactory(handle="again")
    EmailAddress.objects.filter(user=again).update(email="buyer@example.org")

    with clock.at(clock.now() + timedelta(days=360)):
        assert receive_event(next_year()) == ShopEventOutcome.OPENED

    assert again.grants.count() == 1


@pytest.mark.parametrize("ends_first", [True, False])
def test_receive_gives_an_order_to_another_address_once_it_has_run_out(
    buyer, ends_first
):
    receive_event(opened(months=1))
    friend = {"email": "friend@example.org"}

    with clock.at(clock.now() + timedelta(days=60)):
        if ends_first:
            assert (
                receive_event(ended(occurred_at=moment(-1))) == ShopEventOutcome.NOTHING
            )
        assert receive_event(next_year(**friend)) == ShopEventOutcome.INVITED
        with pytest.raises(WebhookRefused, match="stands for another address"):
            receive_event(opened(id="event-4", occurred_at=moment(1)))
        second = opened(id="event-5", occurred_at=moment(2), months=6, **friend)
        assert receive_event(second) == ShopEventOutcome.INVITED

    assert buyer.grants.count() == 1
    assert set(Invitation.objects.values_list("email", flat=True)) == {*friend.values()}


def test_receive_of_an_order_once_more_leaves_one_letter_that_can_be_claimed():
    receive_event(opened(anchor_on=clock.now().date().isoformat()))
    first = Invitation.objects.get()
    claim = claim_as_mine(person=UserFactory(), invitation=first, note="Mine.")

    with clock.at(clock.now() + INVITATION_LIFE):
        again = opened(
            id="event-3", occurred_at=moment(), anchor_on=first.anchor_on.isoformat()
        )
        assert receive_event(again) == ShopEventOutcome.INVITED
        with pytest.raises(InvitationClosed):
            accept_claim(organiser=organiser(), claim=claim)

    assert Invitation.objects.filter(withdrawn_at=None).count() == 1
    assert not Grant.objects.exists()


@pytest.mark.parametrize("is_known", [True, False])
def test_receive_knows_the_buyers_of_orders_that_came_before_it_kept_addresses(
    is_known,
):
    if is_known:
        UserFactory(email="buyer@example.org")
    receive_event(opened())
    kept = ShopEvent.objects.values().get() | {"id": None, "event_id": "event-0"}
    later = kept | {"reference": "order-0", "address": ""}
    ShopEvent.objects.create(**later)
    Grant.objects.update(reference="order-0")
    Invitation.objects.update(reference="order-0")

    with pytest.raises(WebhookRefused, match="stands for another address"):
        receive_event(next_year(reference="order-0", email="friend@example.org"))
    outcome = receive_event(next_year(reference="order-0", months=6))

    assert outcome == (
        ShopEventOutcome.OPENED if is_known else ShopEventOutcome.INVITED
    )


def test_ledger_of_events_refuses_changes_in_the_database(buyer):
    receive_event(opened())

    for change in (
        lambda: ShopEvent.objects.update(address=""),
        lambda: ShopEvent.objects.all().delete(),
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
        ):
            change()

    assert "buyer" not in ShopEvent.objects.get().address


def test_receive_of_a_window_that_is_over_opens_nothing(buyer):
    day = (clock.now() - timedelta(days=800)).date().isoformat()

    assert receive_event(opened(anchor_on=day)) == ShopEventOutcome.OVER

    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"circle": "nowhere"}, "no circle"),
        ({"anchor_on": "9999-12-31"}, "too far away|year ahead"),
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "not happened yet"),
    ],
)
def test_receive_refuses_what_cannot_be_and_keeps_no_trace(buyer, fields, why):
    with pytest.raises(WebhookRefused, match=why):
        receive_event(opened(**fields))

    assert not ShopEvent.objects.exists()
    assert receive_event(opened()) == ShopEventOutcome.OPENED


def test_receive_refuses_an_account_that_is_closed():
    UserFactory(email="buyer@example.org", is_active=False)

    with pytest.raises(WebhookRefused, match="closed"):
        receive_event(opened())

    assert not Grant.objects.exists()


@pytest.mark.parametrize("name", ["Cohort-7", "cohort-7"])
def test_receive_finds_a_circle_in_small_or_capital_letters(buyer, name):
    circle = CircleFactory(slug="Cohort-7")

    receive_event(opened(circle=name))

    assert buyer.grants.get().circle == circle


def test_receive_gives_recordings_for_life(buyer):
    CircleFactory(slug="recordings-3", kind="recordings")
    event = opened(circle="recordings-3")
    del event["months"]

    receive_event(event)

    assert buyer.grants.get().is_for_life


def test_import_does_not_open_what_a_shop_has_opened_until_it_is_paid_back(buyer):
    text = listed(line(buyer.email))
    receive_event(opened(anchor_on=clock.now().date().isoformat()))
    assert outcomes(text) == [(2, "same")]

    receive_event(ended())

    assert outcomes(text) == [(2, "open")]


def test_import_opens_again_what_was_paid_back_after_a_pause(buyer):
    text, boss = listed(line(buyer.email)), organiser()
    receive_event(opened(anchor_on=clock.now().date().isoformat()))
    terms = {"organiser": boss, "person": buyer, "circle": community()}
    grants.pause(reason="Away", **terms)
    assert outcomes(text) == [(2, "same")]
    grants.resume(**terms)
    assert outcomes(text) == [(2, "same")]

    receive_event(ended())

    assert outcomes(text) == [(2, "open")]


def test_receive_gives_a_place_for_life_to_who_was_given_days(buyer):
    receive_event(opened(months=1))
    grants.extend_grant(
        organiser=organiser(), person=buyer, circle=community(), days=1, reason="Ill"
    )

    with clock.at(clock.now() + timedelta(days=300)):
        for_life = opened(id="event-3", reference="order-3", months=0)
        assert receive_event(for_life) == ShopEventOutcome.OPENED

        assert is_open(buyer)


@pytest.mark.django_db(transaction=True)
def test_receive_sixteen_times_at_once_opens_one_window():
    person = UserFactory(email="buyer@example.org")
    body = body_of(opened())

    events = race(*[lambda: receive(body)] * 16)

    assert {event.outcome for event in events} == {"opened"}
    assert len({event.pk for event in events}) == 1
    assert person.grants.count() == 1
    assert Mail.objects.filter(kind="access/opened").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [True, False])
def test_receive_and_an_import_at_once_do_what_the_import_has_shown(is_known):
    """The order has its row; the list has one too, or it was overtaken and told so."""
    if is_known:
        UserFactory(email="buyer@example.org")
    text, boss = listed(line("buyer@example.org")), organiser()
    digest = plan_for(text).digest
    body = body_of(opened(anchor_on=clock.now().date().isoformat()))

    _event, plan = race(
        lambda: receive(body),
        lambda: carry_out(organiser=boss, text=text, expected=digest),
    )

    rows = (Grant if is_known else Invitation).objects.order_by("source")
    sources = {row.source for row in rows}
    was_overtaken = isinstance(plan, Changed)
    assert sources == ({"webhook"} if was_overtaken else {"webhook", "import"})
    assert Grant.objects.count() + Invitation.objects.count() == len(sources)


@pytest.mark.django_db(transaction=True)
def test_receive_of_an_end_while_its_invitation_is_taken_leaves_nothing_open():
    receive(body_of(opened()))
    invitation = Invitation.objects.get()
    person = UserFactory(email="buyer@example.org")

    race(
        lambda: claim_invitation(person=person, invitation=invitation),
        lambda: receive(body_of(ended())),
    )

    assert not is_open(person)
