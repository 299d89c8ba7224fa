from outbox.models.mail import Mail
from outbox.models.periodic_run import PeriodicRun

__all__ = ["Mail", "PeriodicRun"]
