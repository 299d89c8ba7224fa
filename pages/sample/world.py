"""What of the sample community is there so far."""

from dataclasses import dataclass, field

from accounts.models import User
from core.slugs import slug
from forum.models import Category, Post, Thread
from stories.models import Skill


@dataclass
class World:
    """Who and what is there so far, by the names that the content uses."""

    people: dict[str, User] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    story_threads: dict[str, Thread] = field(default_factory=dict)
    remark: dict[str, Post] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    skills: dict[str, str] = field(default_factory=dict)
    organiser: str = ""
    moderator: str = ""

    def skill(self, key: str) -> str:
        """The vocabulary's name of a skill that the content calls by its short form."""
        if not self.skills:
            self.skills = {slug(one.short): one.name for one in Skill.objects.vetted()}
        return self.skills[key]
