"""Migrations that stand in databases by now: a list of them with their contents."""

import hashlib
import re

from tools.console import ROOT, Stop, say

LIST = ROOT / "migrations.txt"
NUMBERED = re.compile(r"\d{4}_\w+\.py")
ADD = (
    "{name} differs from what was committed. Databases were made by it: leave it as it "
    "was, and add a new one with `python3 dev.py manage makemigrations`."
)
LISTED = "{name} is new: list it with `python3 dev.py migrations`."


def present() -> dict[str, str]:
    """The digest of each migration of ours, by its path."""
    return {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(ROOT.glob("*/migrations/*.py"))
        if NUMBERED.fullmatch(path.name)
    }


def listed(text: str) -> dict[str, str]:
    pairs = (line.split() for line in text.splitlines() if line.strip())
    return {name: digest for digest, name in pairs}


def changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """A sentence for each that is not any more what the list says."""
    differ = (name for name in sorted(before) if now.get(name) != before[name])
    return [ADD.format(name=name) for name in differ]


def complaints(before: dict[str, str], now: dict[str, str]) -> list[str]:
    new = (LISTED.format(name=name) for name in sorted(now.keys() - before.keys()))
    return [*changed(before, now), *new]


def migrations(arguments: list[str]) -> int:
    """Add new migrations to the list. With --anew the list is made from nothing: for
    the time before the first release, while no database has to be kept.
    """
    now = present()
    is_anew = arguments == ["--anew"]
    before = listed(LIST.read_text()) if LIST.exists() and not is_anew else {}
    if wrong := changed(before, now):
        raise Stop("\n".join(wrong))
    LIST.write_text("".join(f"{digest}  {name}\n" for name, digest in now.items()))
    new = len(now) - len(before)
    say(f"{LIST.name} lists {len(now)} migrations, {new} of them new.")
    return 0
