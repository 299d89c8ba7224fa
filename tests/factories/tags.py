"""The plainest valid row of each tags model. A test says what is special."""

import factory
from factory.django import DjangoModelFactory

from core import clock
from core.folding import fold
from tags.models import Synonym, Tag


class TagFactory(DjangoModelFactory):
    """A skill that waits, with the row that lets its name mean it."""

    class Meta:
        model = Tag
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"skill-{n}")
    name = factory.Sequence(lambda n: f"Skill {n}")
    is_skill = True

    class Params:
        vetted = factory.Trait(vetted_at=factory.LazyFunction(clock.now))

    @factory.post_generation
    def synonyms(self, create, extracted, **kwargs):
        for text in [self.name, *(extracted or ())]:
            Synonym.objects.create(folded=fold(text), text=text, tag=self)
