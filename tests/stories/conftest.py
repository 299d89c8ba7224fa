"""Who asks, in the views of stories."""

import pytest

from tests.factories import accounts

PERSONAS = {
    "new": accounts.new_person,
    "member": accounts.member,
    "expired": accounts.expired,
    "suspended": accounts.suspended,
    "moderator": accounts.moderator,
    "organiser": accounts.organiser,
    "mentor": accounts.mentor,
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
