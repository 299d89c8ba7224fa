"""All that can be done with a story, in one place for whoever calls from above."""

from stories.services.publishing import approve_story, ask_for_changes, publish_story
from stories.services.shelving import (
    bring_back_story,
    hide_story,
    restore_story,
    withdraw_story,
)
from stories.services.telling import (
    confirm_story,
    discard_draft,
    edit_story,
    save_draft,
)

__all__ = [
    "approve_story",
    "ask_for_changes",
    "bring_back_story",
    "confirm_story",
    "discard_draft",
    "edit_story",
    "hide_story",
    "publish_story",
    "restore_story",
    "save_draft",
    "withdraw_story",
]
