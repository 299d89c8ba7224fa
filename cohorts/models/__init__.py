from cohorts.models.cohort import Cohort

__all__ = [
    "Cohort",
]
