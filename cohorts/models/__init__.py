from cohorts.models.cohort import Cohort
from cohorts.models.recording import Recording

__all__ = ["Cohort", "Recording"]
