"""What passes between forms, services and tests."""

from dataclasses import dataclass

from stories.enums import Part


@dataclass(frozen=True)
class NamedSkill:
    """One skill as a person names it; the vocabulary decides which one it is."""

    name: str
    part: Part
    weeks: int | None = None
    difficulty: int | None = None
