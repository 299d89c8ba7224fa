from writing.models.submission import Submission

__all__ = ["Submission"]
