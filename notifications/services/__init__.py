from notifications.services.events import announce, undo_event

__all__ = ["announce", "undo_event"]
