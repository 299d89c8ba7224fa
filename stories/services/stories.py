"""All that can be done with a story, in one place for whoever calls from above."""

from stories.services.editing import (
    confirm_story,
    discard_draft,
    edit_story,
    save_draft,
)
from stories.services.publishing import approve_story, ask_for_changes, publish_story
from stories.services.visibility import (
    bring_back_story,
    hide_story,
    restore_story,
    withdraw_story,
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
