from notifications.services.telling import gone, notify, retell, still_to_mail

__all__ = ["gone", "notify", "retell", "still_to_mail"]
