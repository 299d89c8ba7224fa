"""The window of a year that tests of the ledger begin with."""

from datetime import UTC, datetime

SPRING = datetime(2026, 3, 10, 12, tzinfo=UTC)
# Exclusive, in the zone of the community: Amsterdam.
END = datetime(2027, 3, 10, 23, tzinfo=UTC)
