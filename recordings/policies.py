"""Who may do what with the programme. Each answers from its arguments alone."""

from access.access import Access
from access.policies import can_run_place
from core.verdicts import ALLOWED, Verdict
from recordings.models import Recording


def can_run_programme(access: Access) -> Verdict:
    """Cohorts, their recordings and who keeps them are an organiser's."""
    return can_run_place(access)


def can_publish_recording(access: Access, recording: Recording) -> Verdict:
    verdict = can_run_programme(access)
    if not verdict:
        return verdict
    if recording.is_published:
        return Verdict("This recording is published already.")
    if not recording.transcript.strip():
        return Verdict(
            "Add the transcript first: a recording is published with its words."
        )
    return ALLOWED


def can_unpublish_recording(access: Access, recording: Recording) -> Verdict:
    verdict = can_run_programme(access)
    if verdict and not recording.is_published:
        return Verdict("This recording is not published.")
    return verdict
