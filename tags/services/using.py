"""Bringing the words that people write into the one vocabulary."""

from collections.abc import Iterable, Mapping
from itertools import chain, count

from django.db import transaction

from accounts.models import User
from core import clock
from core.folding import fold
from core.plain import cut, one_line
from core.slugs import slug
from tags.enums import Kind
from tags.models import NAME_MAX, Synonym, Tag
from tags.services.holding import Merged, hold

# Room behind an address for the number that sets it apart.
BASE_MAX = 70


class _Known(Exception):
    """Somebody else has taken the same word in at this moment."""


def take_tags(names: Iterable[str], *, by: User, kind: Kind) -> dict[str, Tag]:
    """The living tag that each name means, held until the transaction ends.

    A word that the vocabulary lacks is taken in unvetted: it shows where it was
    written and is offered to nobody. Lock the thing that gets the tags before.
    """
    texts = {name: cut(one_line(name), NAME_MAX) for name in names}
    folded = {name: fold(text) for name, text in texts.items()}
    words = {folded[name]: text for name, text in reversed(texts.items())}
    if not words:
        return {}
    while True:
        found = _known(words)
        _suggest(
            {key: text for key, text in words.items() if key not in found}, by, kind
        )
        if found.keys() != words.keys():
            found = _known(words)
        if found.keys() == words.keys() and _holds(found.values()):
            return {name: found[key] for name, key in folded.items()}


def _known(words: Iterable[str]) -> dict[str, Tag]:
    rows = Synonym.objects.filter(folded__in=list(words)).select_related("tag")
    return {row.folded: row.tag for row in rows}


def _holds(tags: Iterable[Tag]) -> bool:
    try:
        with transaction.atomic():
            hold(tag.pk for tag in tags)
    except Merged:
        return False
    return True


def _suggest(words: Mapping[str, str], by: User, kind: Kind) -> None:
    """Take words in, in one order, so that two writers cannot block each other."""
    for base, folded in sorted((_base(words[key], kind), key) for key in words):
        _suggest_one(words[folded], folded, base, by, kind)


def _base(name: str, kind: Kind) -> str:
    return cut(slug(name), BASE_MAX) or kind


def _suggest_one(name: str, folded: str, base: str, by: User, kind: Kind) -> None:
    """Take a word in under an address of its own.

    Addresses are not names: many words share one, and signs alone have none.
    """
    addresses = chain([base], (f"{base}-{number}" for number in count(2)))
    like_it = Tag.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    taken = set(like_it)
    defaults = {
        "name": name,
        f"is_{kind}": True,
        "suggested_by": by,
        "created_at": clock.now(),
    }
    for address in addresses:
        if address in taken:
            continue
        try:
            with transaction.atomic():
                tag, is_new = Tag.objects.get_or_create(slug=address, defaults=defaults)
                if is_new:
                    _name(tag, name, folded)
                    return
        except _Known:
            return


def _name(tag: Tag, name: str, folded: str) -> None:
    """Raises _Known, so that the new tag is rolled back, where the word is there."""
    _synonym, is_new = Synonym.objects.get_or_create(
        folded=folded, defaults={"text": name, "tag": tag}
    )
    if not is_new:
        raise _Known
