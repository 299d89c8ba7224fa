"""A cache that the processes of one machine share, without a server."""

import contextlib
import os
import pickle
import random
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from core.caches.sliding import Window, admit
from core.private import close_to_others

SWEEP_ONE_IN = 500
# Entries that stay at a sweep: about 100 MB. What ends soonest makes room.
ENTRIES_MAX = 300_000
WAIT_SECONDS = 5
SWITCH_TRIES, SWITCH_PAUSE = 40, 0.05
TABLE = """
CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL,
    expires REAL
) WITHOUT ROWID
"""
LIVE = "key = :key AND (expires IS NULL OR expires > :now)"


class SqliteCache(BaseCache):
    """Entries in a SQLite file of its own, which makes itself.

    A whole number is stored as one, so that `incr` is a single statement and
    two processes never count two acts as one. Nothing waits for the disk: what
    a power cut takes is counts and copies.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._path = Path(location)
        self._connection: sqlite3.Connection | None = None
        self._owner = 0

    def _run(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        # A connection is of no use to a process forked from its owner.
        if self._connection is None or self._owner != os.getpid():
            self._connection = self._connect()
            self._owner = os.getpid()
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error:
            self.close_connection()
            raise

    def close_connection(self) -> None:
        """The next act opens the file anew: it may have been mended or removed."""
        connection, self._connection = self._connection, None
        if connection is not None and self._owner == os.getpid():
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._path, timeout=WAIT_SECONDS, isolation_level=None
        )
        try:
            _write_ahead(connection)
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(TABLE)
            close_to_others(self._path)
        except (sqlite3.Error, OSError):
            connection.close()
            raise
        return connection

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        key = self.make_and_validate_key(key, version=version)
        rows = self._run(
            f"SELECT value FROM entries WHERE {LIVE}", key=key, now=time.time()
        )
        return _unpack(rows[0][0]) if rows else default

    def set(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self._run(
            "INSERT OR REPLACE INTO entries VALUES (:key, :value, :expires)",
            key=self.make_and_validate_key(key, version=version),
            value=_pack(value),
            expires=self.get_backend_timeout(timeout),
        )
        self._sweep_sometimes()

    def add(
        self,
        key: str,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        added = self._run(
            "INSERT INTO entries VALUES (:key, :value, :expires) "
            "ON CONFLICT (key) DO UPDATE "
            "SET value = excluded.value, expires = excluded.expires "
            "WHERE entries.expires <= :now RETURNING 1",
            key=self.make_and_validate_key(key, version=version),
            value=_pack(value),
            expires=self.get_backend_timeout(timeout),
            now=time.time(),
        )
        self._sweep_sometimes()
        return bool(added)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        rows = self._run(
            f"UPDATE entries SET value = value + :delta WHERE {LIVE} "
            "AND typeof(value) = 'integer' RETURNING value",
            key=self.make_and_validate_key(key, version=version),
            delta=delta,
            now=time.time(),
        )
        if not rows:
            raise ValueError(f"There is no number under {key!r}")
        return int(rows[0][0])

    def touch(
        self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        touched = self._run(
            f"UPDATE entries SET expires = :expires WHERE {LIVE} RETURNING 1",
            key=self.make_and_validate_key(key, version=version),
            expires=self.get_backend_timeout(timeout),
            now=time.time(),
        )
        return bool(touched)

    def delete(self, key: str, version: int | None = None) -> bool:
        deleted = self._run(
            f"DELETE FROM entries WHERE {LIVE} RETURNING 1",
            key=self.make_and_validate_key(key, version=version),
            now=time.time(),
        )
        return bool(deleted)

    def clear(self) -> None:
        self._run("DELETE FROM entries")

    def admit(self, windows: Sequence[Window], now: int) -> int | None:
        """Count an act in all windows, or in none and say when it will fit.

        One transaction, which others wait for: acts that come together in several
        processes are counted one after another.
        """
        self._run("BEGIN IMMEDIATE")
        try:
            until = self._admit(windows, now)
            self._run("COMMIT")
        except BaseException:
            # What is open goes with its connection.
            self.close_connection()
            raise
        self._sweep_sometimes()
        return until

    def _admit(self, windows: Sequence[Window], now: int) -> int | None:
        logs: list[tuple[str, bytes, int]] = []
        waits: list[int] = []
        for window in windows:
            key = self.make_and_validate_key(window.key)
            rows = self._run(
                f"SELECT value FROM entries WHERE {LIVE}", key=key, now=time.time()
            )
            log, until = admit(window, rows[0][0] if rows else None, now)
            logs.append((key, log, window.seconds))
            waits += [] if until is None else [until]
        if waits:
            return max(waits)
        for key, log, seconds in logs:
            self._run(
                "INSERT OR REPLACE INTO entries VALUES (:key, :value, :expires)",
                key=key,
                value=log,
                expires=self.get_backend_timeout(seconds),
            )
        return None

    def _sweep_sometimes(self) -> None:
        """Expired entries go a few at a time; nothing has to be scheduled."""
        if random.random() * SWEEP_ONE_IN < 1:
            self._run("DELETE FROM entries WHERE expires <= :now", now=time.time())
            self._run(
                "DELETE FROM entries WHERE key IN (SELECT key FROM entries "
                "WHERE expires IS NOT NULL ORDER BY expires LIMIT max(0, "
                "(SELECT count(*) FROM entries) - :most))",
                most=ENTRIES_MAX,
            )


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have a log written ahead. Where several open a new file at once, one switches
    it, and SQLite refuses the others without waiting.
    """
    for left in range(SWITCH_TRIES - 1, -1, -1):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not left or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(SWITCH_PAUSE)
        else:
            return


def _pack(value: Any) -> int | bytes:
    if type(value) is int and abs(value) < 2**62:
        return value
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _unpack(stored: int | bytes) -> Any:
    return stored if isinstance(stored, int) else pickle.loads(stored)
