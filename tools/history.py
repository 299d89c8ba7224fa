"""Whether a development database was made by the migrations that are here now.

Migrations of a checkout may be edited or removed before a release. A database that
an older checkout made does not fit then: it is set aside, never changed or deleted.
"""

import json
import time
from dataclasses import dataclass
from pathlib import Path

from tools import environment, processes
from tools.console import ROOT, say

# What is asked of Django, in a process that has it. Columns are compared as well: of
# a database without a stamp nobody knows what its migrations held.
PROGRAM = """
import hashlib, inspect, json, sys
from pathlib import Path
import django
django.setup()
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

root = Path(sys.argv[1])
own = {a.label for a in apps.get_app_configs() if Path(a.path).parent == root}
loader = MigrationLoader(connection)
digests = {
    f"{app}.{name}": hashlib.sha256(
        Path(inspect.getfile(type(migration))).read_bytes()
    ).hexdigest()
    for (app, name), migration in loader.disk_migrations.items()
    if app in own
}
applied = [f"{a}.{n}" for a, n in loader.applied_migrations if a in own]
try:
    loader.check_consistent_history(connection)
    is_consistent = True
except InconsistentMigrationHistory:
    is_consistent = False
fits = True
if applied and set(digests) <= set(applied):
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label in own and model._meta.managed:
                table = model._meta.db_table
                found = table in tables and {
                    column.name
                    for column in connection.introspection.get_table_description(
                        cursor, table
                    )
                }
                fits &= found == {f.column for f in model._meta.local_concrete_fields}
is_file = connection.vendor == "sqlite"
print(json.dumps({
    "file": str(settings.DATABASES["default"]["NAME"]) if is_file else "",
    "applied": applied, "digests": digests,
    "fits": bool(fits and is_consistent),
}))
"""


@dataclass(frozen=True)
class History:
    """`file` is empty for a server. `digests` are of the migrations that are here."""

    file: str
    applied: list[str]
    digests: dict[str, str]
    fits: bool

    @property
    def stamp(self) -> Path:
        return Path(f"{self.file}.migrations.json")

    def is_of_this_checkout(self) -> bool:
        known = self._known()
        return self.fits and all(
            name in self.digests and known.get(name, self.digests[name]) == digest
            for name in self.applied
            for digest in [self.digests.get(name)]
        )

    def note(self) -> None:
        """Stamp the database with what made it."""
        self.stamp.write_text(
            json.dumps({name: self.digests[name] for name in self.applied})
        )

    def _known(self) -> dict[str, str]:
        try:
            known = json.loads(self.stamp.read_text())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def read(env: dict[str, str]) -> History:
    said = processes.need(
        [environment.python(), "-c", PROGRAM, ROOT],
        sentence="The database could not be looked at:",
        env=env,
    )
    return History(**json.loads(said.strip().splitlines()[-1]))


def set_aside_what_does_not_fit(env: dict[str, str]) -> None:
    history = read(env)
    if not history.file or history.is_of_this_checkout():
        return
    place = Path(history.file)
    aside = place.with_name(
        f"{place.stem}-before-{time.strftime('%Y%m%d-%H%M%S')}{place.suffix}"
    )
    # The two files beside it belong to it: what was written last may be in them.
    for ending in ("", "-wal", "-shm"):
        part = Path(f"{place}{ending}")
        if part.exists():
            part.rename(f"{aside}{ending}")
    history.stamp.unlink(missing_ok=True)
    say(
        f"The database was made by other migrations than those here. It is set aside "
        f"as {aside}, and the sample is built anew."
    )


def note(env: dict[str, str]) -> None:
    history = read(env)
    if history.file:
        history.note()
