from moderation.models.case import Case
from moderation.models.flag import Flag
from moderation.models.hideable import Hideable
from moderation.models.log_entry import LogEntry
from moderation.models.message import Message
from moderation.models.rule import Rule

__all__ = ["Case", "Flag", "Hideable", "LogEntry", "Message", "Rule"]
