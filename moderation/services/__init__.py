from moderation.services.log import record_action

__all__ = ["record_action"]
