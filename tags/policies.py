"""Who keeps the vocabulary. Each answers from its arguments alone."""

from access.access import Access
from access.policies import can_moderate
from core.verdicts import ALLOWED, Verdict
from tags.models import Tag


def can_keep_tags(access: Access) -> Verdict:
    return ALLOWED if access.is_organiser else can_moderate(access)


def _can_keep(access: Access, tag: Tag) -> Verdict:
    verdict = can_keep_tags(access)
    if verdict and tag.is_merged:
        return Verdict(f"“{tag}” has gone into another tag: there is nothing to keep.")
    return verdict


def can_vet_tag(access: Access, tag: Tag) -> Verdict:
    return _can_keep(access, tag)


def can_rename_tag(access: Access, tag: Tag) -> Verdict:
    return _can_keep(access, tag)


def can_change_synonyms(access: Access, tag: Tag) -> Verdict:
    return _can_keep(access, tag)


def can_merge_tag(access: Access, tag: Tag, into: Tag) -> Verdict:
    """Whatever has gone into `tag` goes along, so that no merge leads to a second."""
    verdict = _can_keep(access, tag)
    if not verdict:
        return verdict
    if tag.pk == into.pk:
        return Verdict(f"“{tag}” cannot go into itself.")
    if into.is_merged:
        return Verdict(f"“{into}” has gone into another tag: choose that one.")
    if tag.is_vetted and not into.is_vetted:
        return Verdict(f"“{into}” waits to be vetted. Vet it first.")
    return ALLOWED
