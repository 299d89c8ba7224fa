from notifications.models.event import Event
from notifications.models.mail_choice import MailChoice
from notifications.models.notice import Notice
from notifications.models.rule import Rule

__all__ = ["Event", "MailChoice", "Notice", "Rule"]
