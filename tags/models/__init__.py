from tags.models.synonym import Synonym
from tags.models.tag import DESCRIPTION_MAX, NAME_MAX, Tag, TagQuerySet

__all__ = ["DESCRIPTION_MAX", "NAME_MAX", "Synonym", "Tag", "TagQuerySet"]
