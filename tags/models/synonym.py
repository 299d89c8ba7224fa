from django.db import models
from django.db.models import Q

from core.fields import LineField
from core.folding import FOLDED_MAX
from tags.models.tag import NAME_MAX, Tag


class Synonym(models.Model):
    """One text that means a tag: its name, another word for it, or an older name.

    Names stand here too, so that one constraint keeps a text from meaning two tags.
    """

    folded = models.CharField(max_length=FOLDED_MAX, unique=True, editable=False)
    text = LineField(max_length=NAME_MAX)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="synonyms")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tags_synonym_says_something",
                condition=~Q(folded="") & ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text
