"""What the sweep of the doors found, written for the page that publishes it.

`dev.py doors` runs the sweep and writes the file; a test says when it has grown old.
Every row was asked as a page and as a part of one, by every persona, and by one
graduate at the moments of a window.
"""

import hashlib
import json
from pathlib import Path

from tests.architecture.doors import TABLE
from tests.architecture.routes import routes

FILE = Path(__file__).parents[2] / "pages" / "doors.json"
FORMS_OF_A_PAGE = 2


class Proof:
    """Collected while the tests run; complete when each row came twice."""

    def __init__(self):
        self.rows = {}
        self.moments = []
        self.leaks = 0

    def asked(self, door, answers, leaked):
        self._row(door)["personas"] = answers
        self.leaks += len(leaked)

    def asked_at(self, door, answers, leaked):
        self._row(door)["moments"] = list(answers.values())
        self.moments = [name.replace("_", " ") for name in answers]
        self.leaks += len(leaked)

    def _row(self, door):
        return self.rows.setdefault(str(door), {"door": door})

    def write(self):
        patterns = {route.name: route.pattern for route in routes()}
        first = next(iter(self.rows.values()))
        rows = [
            {
                "method": row["door"].method,
                "path": patterns[row["door"].name],
                "what": row["door"].what.replace("-", " ").strip(),
                "answers": [*row["personas"].values(), *row["moments"]],
            }
            for row in self.rows.values()
        ]
        asks = sum(len(row["answers"]) for row in rows) * FORMS_OF_A_PAGE
        content = {
            "table": digest(),
            "personas": list(first["personas"]),
            "moments": self.moments,
            "asks": asks,
            "leaks": self.leaks,
            "rows": rows,
        }
        FILE.write_text(one_row_a_line(content))


def one_row_a_line(content):
    """JSON whose changes can be read: a line for each door."""
    rows = ",\n  ".join(json.dumps(row) for row in content["rows"])
    head = json.dumps(content | {"rows": []})
    return f"{head.removesuffix(']}')}\n  {rows}\n]}}\n"


def digest():
    return hashlib.sha256(TABLE.read_bytes()).hexdigest()[:16]


PROOF = Proof()
