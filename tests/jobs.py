"""What the worker would do by now."""

from outbox.services.jobs import run_next_job


def run_jobs():
    """Run every job that is due, and those that they bring up."""
    while run_next_job("test"):
        pass
