from notifications.services.telling import notify, retell, still_to_mail

__all__ = ["notify", "retell", "still_to_mail"]
