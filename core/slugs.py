"""Titles in addresses."""

from django.utils.text import slugify

SLUG_MAX = 80


def slug(text: str) -> str:
    """The address form of a title; never empty, so that an address never breaks."""
    return slugify(text)[:SLUG_MAX].strip("-") or "untitled"
