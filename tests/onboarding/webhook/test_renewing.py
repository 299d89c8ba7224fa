from datetime import date, timedelta

import pytest

from access.calendar import last_usable_day
from access.enums import GrantSource
from access.models import Grant
from access.services import grants
from core import clock
from onboarding.enums import ShopEventOutcome
from onboarding.errors import WebhookRefused
from onboarding.models import Invitation, ShopEvent
from onboarding.services.claims import accept_claim, claim_as_mine
from onboarding.services.invitations import claim_invitation
from onboarding.services.webhook.receiving import receive
from outbox.models import Mail
from tests.factories.access import CircleFactory, GrantFactory, community, organiser
from tests.factories.accounts import UserFactory
from tests.onboarding.webhook.shop import body_of, ended, moment, opened, renewed
from tests.racing import race

pytestmark = pytest.mark.django_db


def receive_event(event):
    return ShopEventOutcome(receive(body_of(event)).outcome)


def today():
    return clock.now().date()


def last_days(person):
    return [grant.last_day for grant in person.grants.standing().order_by("ends_at")]


@pytest.fixture
def buyer():
    return UserFactory(email="buyer@example.org")


def test_renewal_adds_its_months_at_the_end_however_early_it_comes(buyer):
    day = today()
    receive_event(opened(anchor_on=day.isoformat()))

    with clock.at(clock.now() + timedelta(days=300)):
        assert receive_event(renewed(occurred_at=moment())) == ShopEventOutcome.RENEWED

    assert last_days(buyer) == [
        last_usable_day(day, months=12),
        last_usable_day(day, months=24),
    ]
    grant = buyer.grants.get(reference="order-9")
    assert (grant.source, grant.granted_by) == (GrantSource.RENEWAL, None)
    assert grant.reason == "Renewed in the shop."
    assert Mail.objects.filter(kind="access/renewed").count() == 1


def test_renewal_counts_from_the_first_anchor(buyer):
    with clock.at(clock.now().replace(year=2028, month=2, day=29)):
        receive_event(opened(anchor_on="2028-02-29"))
        for number in range(3):
            event = renewed(id=f"event-{number}-more", reference=f"order-{number}-more")
            assert receive_event(event) == ShopEventOutcome.RENEWED

    assert last_days(buyer)[-1] == date(2032, 2, 29)


def test_renewal_goes_on_where_added_days_end(buyer):
    receive_event(opened(anchor_on=today().isoformat()))
    grants.extend_grant(
        organiser=organiser(), person=buyer, circle=community(), days=10, reason="Ill"
    )

    receive_event(renewed())

    assert last_days(buyer)[-1] == last_usable_day(today(), months=24, extra_days=10)


@pytest.mark.parametrize("circle", ["community", "recordings-3"])
def test_renewal_without_months_adds_twelve(buyer, circle):
    CircleFactory(slug="recordings-3", kind="recordings")
    receive_event(opened(circle=circle, anchor_on=today().isoformat()))
    event = renewed(circle=circle)
    del event["months"]

    assert receive_event(event) == ShopEventOutcome.RENEWED

    assert last_days(buyer)[-1] == last_usable_day(today(), months=24)


def test_refund_of_a_renewal_takes_away_what_it_added(buyer):
    receive_event(opened())
    receive_event(renewed())

    assert receive_event(ended(reference="order-9")) == ShopEventOutcome.ENDED

    assert [grant.reference for grant in buyer.grants.standing()] == ["order-1"]


@pytest.mark.parametrize("had_one", [True, False])
def test_renewal_where_no_window_is_open_opens_one(buyer, had_one):
    if had_one:
        GrantFactory(person=buyer, ended=True, anchor_on=date(2020, 1, 1), months=1)
    day = today() - timedelta(days=3)

    assert receive_event(renewed(anchor_on=day.isoformat())) == ShopEventOutcome.OPENED

    grant = buyer.grants.get(reference="order-9")
    assert (grant.anchor_on, grant.months, grant.source) == (day, 12, "webhook")


def test_renewal_beside_a_place_for_life_has_a_row_of_its_own(buyer):
    GrantFactory(person=buyer, for_life=True)

    assert receive_event(renewed()) == ShopEventOutcome.OPENED

    assert buyer.grants.standing().count() == 2


def test_renewal_of_a_window_that_would_be_over_opens_nothing(buyer):
    day = today() - timedelta(days=800)

    assert receive_event(renewed(anchor_on=day.isoformat())) == ShopEventOutcome.OVER

    assert not Grant.objects.exists()


def test_renewal_by_an_address_that_nobody_proved_waits_in_a_letter():
    person = UserFactory()
    GrantFactory(person=person, anchor_on=today(), months=12)
    assert receive_event(renewed()) == ShopEventOutcome.INVITED
    invitation = Invitation.objects.get()

    claim = claim_as_mine(person=person, invitation=invitation, note="Mine.")
    accept_claim(organiser=organiser(), claim=claim)

    assert person.grants.get(reference="order-9").source == GrantSource.RENEWAL


def test_renewals_by_an_address_that_nobody_proved_wait_each_in_a_letter():
    for number in range(2):
        assert (
            receive_event(renewed(id=f"event-{number}-more"))
            == ShopEventOutcome.INVITED
        )

    assert Invitation.objects.open_at(clock.now()).count() == 2


def test_renewal_that_is_taken_without_a_window_opens_one():
    receive_event(renewed())
    person = UserFactory(email="buyer@example.org")

    claim_invitation(person=person, invitation=Invitation.objects.get())

    grant = person.grants.get()
    assert (grant.reference, grant.months, grant.source) == ("order-9", 12, "webhook")


def test_renewals_of_one_reference_add_up_in_any_order(buyer):
    receive_event(opened(anchor_on=today().isoformat()))
    later = renewed(id="event-4", reference="order-1", occurred_at=moment(60))
    earlier = renewed(id="event-3", reference="order-1", occurred_at=moment(30))

    assert [receive_event(later), receive_event(earlier)] == [
        ShopEventOutcome.RENEWED
    ] * 2

    assert last_days(buyer)[-1] == last_usable_day(today(), months=36)


def test_renewal_that_an_end_overtook_adds_nothing(buyer):
    receive_event(opened())
    receive_event(ended(reference="order-9"))

    assert receive_event(renewed()) == ShopEventOutcome.OLDER

    assert buyer.grants.count() == 1


def test_renewal_beyond_all_calendars_is_refused(buyer):
    receive_event(opened(months=120))
    Grant.objects.update(anchor_on=date(9985, 1, 1))

    with pytest.raises(WebhookRefused, match="too far away"):
        receive_event(renewed(months=120))

    assert buyer.grants.count() == ShopEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_renewals_at_once_each_add_their_months():
    buyer = UserFactory(email="buyer@example.org")
    day = today()
    receive(body_of(opened(anchor_on=day.isoformat())))
    bodies = [
        body_of(renewed(id=f"event-{n}-more", reference=f"order-{n}-more"))
        for n in range(3)
    ]

    race(*(lambda body=body: receive(body) for body in [*bodies, bodies[0]]))

    assert last_days(buyer) == [
        last_usable_day(day, months=months) for months in (12, 24, 36, 48)
    ]
