"""Runs of the programme, their films, and who keeps them."""

from datetime import date, timedelta

from django.core.files.base import ContentFile

from access.enums import GrantSource
from access.services.grants import grant_for_life
from cohorts.models import Cohort
from cohorts.services.cohorts import create_cohort
from pages.sample.film import film
from pages.sample.loading import Film, Person, Run
from pages.sample.world import World
from recordings.models import Collection
from recordings.services.recordings import add_recording, publish_recording


def run_cohort(world: World, *, run: Run, today: date) -> None:
    create_cohort(
        organiser=world.people[world.organiser],
        name=run.name,
        slug=run.slug,
        zone=run.zone,
        starts_on=today - timedelta(days=run.starts),
        ends_on=today - timedelta(days=run.ends),
    )


def show(world: World, *, run: Run, shown: Film, today: date) -> None:
    """Upload a film and publish it, with all that is said in it."""
    organiser = world.people[world.organiser]
    recording = add_recording(
        organiser=organiser,
        collection=Collection.objects.get(slug=run.slug),
        title=shown.title,
        kind=shown.kind,
        recorded_on=today - timedelta(days=shown.days_ago),
        file=ContentFile(film(), name="film.webm"),
        transcript=shown.transcript.strip(),
        presenter=world.people.get(shown.presenter),
    )
    publish_recording(organiser=organiser, recording=recording)


def graduate(world: World, *, person: Person, run: Run) -> None:
    """In the cohort, and with its films, for life: whatever becomes of the window."""
    cohort = Cohort.objects.get(slug=run.slug)
    for circle in (cohort.circle, cohort.recordings_circle):
        grant_for_life(
            organiser=world.people[world.organiser],
            person=world.people[person.handle],
            circle=circle,
            reason=person.source,
            source=GrantSource.COHORT,
        )
