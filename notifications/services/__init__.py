from notifications.services.telling import notify

__all__ = ["notify"]
