"""Words that the services of tags are called with."""

from enum import StrEnum


class Kind(StrEnum):
    """What a tag is offered for. One tag may be both."""

    TOPIC = "topic"
    SKILL = "skill"
