from moderation.models.case import Case
from moderation.models.flag import Flag
from moderation.models.hideable import Hideable
from moderation.models.letter import Letter
from moderation.models.log_entry import LogEntry
from moderation.models.rule import Rule

__all__ = ["Case", "Flag", "Hideable", "Letter", "LogEntry", "Rule"]
