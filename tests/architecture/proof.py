"""What the sweep of the doors found, written for the page that publishes it.

`dev.py access-matrix` runs the sweep and writes the file; a test says when it is old.
Every row was asked by every persona, and by one graduate at the moments of a window,
when the messages that left were read as well.
"""

import hashlib
import json
from pathlib import Path

from tests.architecture.access_matrix import TABLES
from tests.architecture.routes import routes

FILE = Path(__file__).parents[2] / "pages" / "access_matrix.json"


class Proof:
    """Collected while the tests run; complete when each row came twice."""

    def __init__(self):
        self.rows = {}
        self.moments = []
        self.asks = 0
        self.letters = 0
        self.leaks = 0

    def asked(self, door, answers, leaked):
        self._row(door)["personas"] = self._said(answers)
        self.leaks += len(leaked)

    def asked_at(self, door, answers, leaked):
        self._row(door)["moments"] = list(self._said(answers).values())
        self.moments = [name.replace("_", " ") for name in answers]
        self.leaks += len(leaked)

    def sent(self, letters, leaked):
        self.letters += letters
        self.leaks += len(leaked)

    def _said(self, answers):
        self.asks += sum(answer.asks for answer in answers.values())
        return {who: answer.said for who, answer in answers.items()}

    def _row(self, door):
        return self.rows.setdefault(str(door), {"door": door})

    def write(self):
        first = next(iter(self.rows.values()))
        rows = [
            {
                "method": row["door"].method,
                "path": path_of(row["door"]),
                "what": what_of(row["door"]),
                "answers": [*row["personas"].values(), *row["moments"]],
            }
            for row in self.rows.values()
        ]
        content = {
            "table": digest(),
            "personas": list(first["personas"]),
            "moments": self.moments,
            "asks": self.asks,
            "letters": self.letters,
            "leaks": self.leaks,
            "rows": rows,
        }
        FILE.write_text(one_row_a_line(content))


def path_of(door):
    patterns = {route.name: route.pattern for route in routes()}
    return patterns[door.name] + (f"?{door.query}" if door.query else "")


def what_of(door):
    what = door.key.replace("-", " ").strip()
    return f"{what}, just proved".lstrip(", ") if door.is_proved else what


def one_row_a_line(content):
    """JSON whose changes can be read: a line for each door."""
    rows = ",\n  ".join(json.dumps(row) for row in content["rows"])
    head = json.dumps(content | {"rows": []})
    return f"{head.removesuffix(']}')}\n  {rows}\n]}}\n"


def digest():
    rows = b"".join(table.read_bytes() for table in TABLES)
    return hashlib.sha256(rows).hexdigest()[:16]


PROOF = Proof()
