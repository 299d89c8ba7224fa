import pytest

from access.access import Access
from accounts.models import User
from core import clock
from recordings.models import Collection, Recording
from recordings.policies import can_publish_recording, can_unpublish_recording

ORGANISER = frozenset({("organiser", None)})


def access(roles=frozenset()):
    return Access(person=User(pk=1), now=clock.now(), roles=roles)


def recording(**fields):
    told = {"published_at": clock.now(), "transcript": "Words."} | fields
    return Recording(collection=Collection(), **told)


@pytest.mark.parametrize(
    ("who", "what", "reason"),
    [
        (access(roles=ORGANISER), {"published_at": None}, ""),
        (
            access(roles=ORGANISER),
            {"published_at": None, "transcript": "  "},
            "Add the transcript first: a recording is published with its words.",
        ),
        (access(roles=ORGANISER), {}, "This recording is published already."),
        (access(), {"published_at": None}, "Only organisers can do this."),
    ],
)
def test_can_publish_recording(who, what, reason):
    assert can_publish_recording(who, recording(**what)).reason == reason


@pytest.mark.parametrize(
    ("who", "what", "reason"),
    [
        (access(roles=ORGANISER), {}, ""),
        (
            access(roles=ORGANISER),
            {"published_at": None},
            "This recording is not published.",
        ),
        (access(), {}, "Only organisers can do this."),
    ],
)
def test_can_unpublish_recording(who, what, reason):
    assert can_unpublish_recording(who, recording(**what)).reason == reason
