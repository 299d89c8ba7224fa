"""What is taken out of a text before anything reads it: as of every text here."""

from core.plain import UNWANTED, tidy

__all__ = ["UNWANTED", "tidy"]
