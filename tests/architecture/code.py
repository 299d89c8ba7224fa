"""The files of the project, for tests that read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
ASIDE = {"tests", "tools", "benchmarks"}


def packages():
    """The names of the rooms, config among them."""
    return sorted(
        folder.name
        for folder in ROOT.iterdir()
        if (folder / "__init__.py").exists() and folder.name not in ASIDE
    )


def modules():
    for package in packages():
        yield from sorted((ROOT / package).rglob("*.py"))


def templates():
    folders = [TEMPLATES, *(ROOT / package / "templates" for package in packages())]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield folder, path


def named(path):
    return path.relative_to(ROOT).as_posix()
