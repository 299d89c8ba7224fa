"""What a person sets for themselves."""

from django.db import transaction

from accounts.models import User
from accounts.services.people import lock_person, rename

OWN = ("zone", "theme", "contrast", "shortcuts")


def change_settings(*, person: User, display_name: str, **values: object) -> User:
    """Save a person's name, zone and look. The name changes everywhere at once."""
    with transaction.atomic():
        rename(person=person, display_name=display_name)
        person = lock_person(person)
        for name in OWN:
            setattr(person, name, values[name])
        person.full_clean(exclude=["password"])
        person.save(update_fields=OWN)
    return person
