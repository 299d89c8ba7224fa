"""The plainest valid row of each stories model. A test says what is special."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from core import clock
from core.vocabularies import Role
from stories.enums import Ending, Part
from stories.models import Skill, Story, StorySkill
from tests.factories.accounts import UserFactory
from tests.factories.tags import TagFactory


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill

    tag = factory.SubFactory(TagFactory)
    usual_part = Part.ADDED


class StoryFactory(DjangoModelFactory):
    """Published, without a thread; the services open one."""

    class Meta:
        model = Story

    author = factory.SubFactory(UserFactory)
    from_role = Role.DEVOPS
    to_role = Role.MLOPS
    ending = Ending.DONE
    months = 7
    sentence = factory.Sequence(lambda n: f"Sentence number {n}")
    published_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=1))

    class Params:
        draft = factory.Trait(published_at=None)
        pending = factory.Trait(
            published_at=None, submitted_at=factory.LazyFunction(clock.now)
        )
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(clock.now))
        hidden = factory.Trait(
            hidden_at=factory.LazyFunction(clock.now),
            hidden_by=factory.SubFactory(UserFactory),
            hidden_reason="A plain reason.",
        )


class StorySkillFactory(DjangoModelFactory):
    class Meta:
        model = StorySkill

    story = factory.SubFactory(StoryFactory)
    tag = factory.LazyFunction(lambda: SkillFactory().tag)
    part = Part.ADDED
