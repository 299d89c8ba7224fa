from moderation.services.record import record_act

__all__ = ["record_act"]
