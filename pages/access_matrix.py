"""The sweep of the doors, as the test run wrote it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("access_matrix.json")


@cache
def proof() -> dict[str, Any]:
    """Personas, moments, counts and rows; read once a process."""
    content: dict[str, Any] = json.loads(FILE.read_text())
    return content
