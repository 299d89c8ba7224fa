from notifications.services.telling import notify, retell

__all__ = ["notify", "retell"]
