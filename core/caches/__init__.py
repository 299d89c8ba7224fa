"""The site's caches: bounded in bytes, counting alike in all processes."""

from core.caches.file import SqliteCache
from core.caches.memory import MemoryCache
from core.caches.shared import SharedCache

__all__ = ["MemoryCache", "SharedCache", "SqliteCache"]
