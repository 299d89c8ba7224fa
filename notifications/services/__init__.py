from notifications.services.notifying import (
    notify,
    redirect_mail,
    still_to_mail,
    update_notices,
)

__all__ = ["notify", "redirect_mail", "still_to_mail", "update_notices"]
