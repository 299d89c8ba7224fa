"""Who asks, in the views of stories."""

import pytest

from tests.factories import access

PERSONAS = {
    "new": access.new_person,
    "member": access.member,
    "expired": access.expired,
    "suspended": access.suspended,
    "moderator": access.moderator,
    "organiser": access.organiser,
    "mentor": access.mentor,
}
EVERYONE = ("visitor", *PERSONAS)


@pytest.fixture
def sign_in(client):
    """Sign the client in as a persona, or as a person; answers with the person."""

    def enter(who):
        if who == "visitor":
            return None
        person = PERSONAS[who]() if isinstance(who, str) else who
        client.force_login(person)
        return person

    return enter
