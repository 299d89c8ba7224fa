from notifications.models.mail_choice import MailChoice
from notifications.models.notice import Notice

__all__ = ["MailChoice", "Notice"]
