"""Fixtures of these rooms."""

# Read while this is no development site, so that its addresses are those of one
# that is none, whatever a test sets later.
import config.urls  # noqa: F401
