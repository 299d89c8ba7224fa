import pytest
from django.urls import reverse

from access.access import Access
from access.models import Circle, Grant
from cohorts.models import Cohort
from tests.factories import access as people
from tests.factories.cohorts import CohortFactory
from tests.factories.recordings import keep

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Cohort 7",
    "slug": "cohort-7",
    "zone": "Europe/Berlin",
    "starts_on": "2026-09-01",
    "ends_on": "2026-10-20",
}
CREATE = reverse("cohorts:cohort_create")


@pytest.fixture
def desk(client):
    client.force_login(people.organiser())
    return client


def test_create_makes_a_cohort_with_two_circles(desk):
    response = desk.post(CREATE, FORM | {"slug": "Cohort-7"})

    cohort = Cohort.objects.get()
    assert response["Location"] == cohort.get_absolute_url()
    assert (cohort.circle.slug, cohort.circle.kind) == ("cohort-7", "cohort")
    kept = cohort.recordings_circle
    assert (kept.slug, kept.kind) == ("cohort-7-recordings", "recordings")
    assert (cohort.circle.zone, kept.zone) == ("Europe/Berlin", "Europe/Berlin")
    assert not Grant.objects.filter(circle__in=[cohort.circle, kept]).exists()
    assert desk.get(cohort.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"slug": "not a slug"},
        {"zone": "Europe/Nowhere"},
        {"ends_on": "2026-08-01"},
        {"slug": "taken"},
        {"slug": "Taken"},
    ],
)
def test_create_keeps_the_form_that_is_wrong(desk, wrong):
    people.CircleFactory(slug="taken-recordings")
    before = Circle.objects.count()

    response = desk.post(CREATE, FORM | wrong)

    assert response.status_code == 422
    assert "2026-10-20" in response.content.decode() or "ends_on" in wrong
    assert not Cohort.objects.exists()
    assert Circle.objects.count() == before


def test_grant_shows_what_would_happen_and_writes_nothing(desk):
    cohort = CohortFactory()
    person = people.member()
    people.GrantFactory(person=person, circle=cohort.circle)
    before = Grant.objects.count()

    response = desk.post(
        reverse("cohorts:cohort_grant", args=[cohort.slug]),
        {"people_of": cohort.circle.pk, "reason": "Graduated."},
    )

    assert response.status_code == 200
    assert f"{person.display_name}: gets the recordings for life" in (
        response.content.decode()
    )
    assert Grant.objects.count() == before


def test_grant_gives_what_was_shown_for_life_and_touches_nothing_else(desk, client):
    cohort = CohortFactory()
    fresh, keeper, ended = people.member(), people.member(), people.member()
    for person in (fresh, keeper):
        people.GrantFactory(person=person, circle=cohort.circle)
    people.GrantFactory(person=ended, circle=cohort.circle, ended=True)
    standing = keep(keeper, cohort.collection)
    windows = dict(Grant.objects.values_list("pk", "ends_at"))
    url = reverse("cohorts:cohort_grant", args=[cohort.slug])
    form = {"people_of": cohort.circle.pk, "reason": "Graduated."}
    digest = desk.post(url, form).context["plan"].digest

    response = desk.post(url, form | {"expected": digest})

    assert response["Location"] == cohort.get_absolute_url()
    held = Grant.objects.filter(circle=cohort.recordings_circle)
    assert set(held.values_list("person", "ends_at")) == {
        (fresh.pk, None),
        (keeper.pk, None),
    }
    assert held.get(person=keeper) == standing
    after = dict(Grant.objects.values_list("pk", "ends_at"))
    assert {pk: after[pk] for pk in windows} == windows
    assert cohort.recordings_circle_id not in Access.of(ended).open_circles


def test_grant_that_someone_overtook_writes_nothing_and_shows_it_anew(desk):
    cohort = CohortFactory()
    people.GrantFactory(circle=cohort.circle)
    url = reverse("cohorts:cohort_grant", args=[cohort.slug])
    form = {"people_of": cohort.circle.pk, "reason": "Graduated."}
    digest = desk.post(url, form).context["plan"].digest
    people.GrantFactory(circle=cohort.circle)

    response = desk.post(url, form | {"expected": digest})

    assert response.status_code == 409
    assert "Graduated." in response.content.decode()
    assert not Grant.objects.filter(circle=cohort.recordings_circle).exists()


def test_grant_needs_a_reason(desk):
    cohort = CohortFactory()
    url = reverse("cohorts:cohort_grant", args=[cohort.slug])

    response = desk.post(url, {"people_of": cohort.circle.pk, "reason": ""})

    assert response.status_code == 422
