"""What moderators do to a tag that stays the tag that it is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from access.access import Access
from accounts.models import User
from accounts.services import audit
from core.folding import fold
from core.revisions import check_revision
from core.verdicts import enforce
from tags import policies
from tags.models import Synonym, Tag

FIELDS = ("name", "description")
CHANGED = "Someone changed this tag after you opened it. Nothing has been overwritten."


def vet_tag(*, moderator: User, tag: Tag) -> Tag:
    """Offer a tag to everyone. Twice is once."""
    with transaction.atomic():
        tag = _locked(tag)
        access = Access.of(moderator)
        enforce(policies.can_vet_tag(access, tag))
        if tag.is_vetted:
            return tag
        tag.vetted_at = access.now
        tag.save(update_fields=["vetted_at"])
        _record(moderator, "tag.vetted", tag)
    return tag


def rename_tag(
    *, moderator: User, tag: Tag, name: str, description: str, revision: str = ""
) -> Tag:
    """Write a tag's name and what it means. Its address stays; so does the old name,
    as a synonym.

    `revision` is that of the tag as the moderator saw it: raises Changed where it is
    another one by now, and ValidationError where the name means another tag.
    """
    with transaction.atomic():
        tag = _locked(tag)
        enforce(policies.can_rename_tag(Access.of(moderator), tag))
        if revision:
            check_revision(tag, FIELDS, seen=revision, sentence=CHANGED)
        before = {field: getattr(tag, field) for field in FIELDS}
        tag.name, tag.description = name, description
        # An address stands in its own letters, which Django’s check would refuse.
        tag.full_clean(exclude=["slug"])
        if {field: getattr(tag, field) for field in FIELDS} == before:
            return tag
        own = _claim(tag, name)
        own.text = name
        own.save(update_fields=["text"])
        tag.save(update_fields=[*FIELDS])
        _record(moderator, "tag.renamed", tag, before=before)
    return tag


def add_synonym(*, moderator: User, tag: Tag, text: str) -> Synonym:
    """Let a text mean a tag. Raises ValidationError where it means another."""
    with transaction.atomic():
        tag = _locked(tag)
        enforce(policies.can_change_synonyms(Access.of(moderator), tag))
        known = Synonym.objects.filter(folded=fold(text), tag=tag).first()
        if known is not None:
            return known
        synonym = _claim(tag, text)
        _record(moderator, "tag.synonym_added", tag, synonym=text)
    return synonym


def remove_synonym(*, moderator: User, tag: Tag, text: str) -> None:
    """Let a text mean no tag any more; one that did not mean it is no matter.

    Raises ValidationError for the tag's own name.
    """
    with transaction.atomic():
        tag = _locked(tag)
        enforce(policies.can_change_synonyms(Access.of(moderator), tag))
        if fold(text) == fold(tag.name):
            raise ValidationError("A tag is always found by its own name.")
        removed, _rows = Synonym.objects.filter(folded=fold(text), tag=tag).delete()
        if removed:
            _record(moderator, "tag.synonym_removed", tag, synonym=text)


def _locked(tag: Tag) -> Tag:
    return Tag.objects.select_for_update(no_key=True).get(pk=tag.pk)


def _claim(tag: Tag, text: str) -> Synonym:
    """The row that lets a text mean this tag, whoever takes it in at this moment."""
    synonym, _is_new = Synonym.objects.select_related("tag").get_or_create(
        folded=fold(text), defaults={"text": text, "tag": tag}
    )
    if synonym.tag_id != tag.pk:
        raise ValidationError(
            f"“{text}” means the tag “{synonym.tag}”. Merge the two, or take it from "
            "there first."
        )
    return synonym


def _record(
    moderator: User,
    action: str,
    tag: Tag,
    *,
    before: dict[str, Any] | None = None,
    **after: Any,
) -> None:
    facts = {field: getattr(tag, field) for field in FIELDS}
    audit.record(
        actor=moderator, action=action, target=tag, before=before, after=facts | after
    )
