"""What databases were made by is never changed."""

import pytest

from tools import migrating

BEFORE = {"forum/migrations/0001_initial.py": "a", "stories/migrations/0001_x.py": "b"}


def test_migrations_are_what_was_committed():
    listed = migrating.listed(migrating.LIST.read_text())

    assert migrating.complaints(listed, migrating.present()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"forum/migrations/0001_initial.py": "c"}, ["add a new one"]),
        ({"forum/migrations/0001_initial.py": None}, ["add a new one"]),
        ({"forum/migrations/0002_more.py": "d"}, ["dev.py migrations"]),
    ],
)
def test_each_that_changed_went_or_is_not_listed_is_told(change, said):
    now = {name: digest for name, digest in (BEFORE | change).items() if digest}

    complaints = migrating.complaints(BEFORE, now)

    assert len(complaints) == len(said)
    for complaint, words in zip(complaints, said, strict=True):
        assert next(iter(change)) in complaint
        assert words in complaint


def test_the_command_adds_what_is_new_and_refuses_what_changed(tmp_path, monkeypatch):
    folder = tmp_path / "forum" / "migrations"
    folder.mkdir(parents=True)
    first = folder / "0001_initial.py"
    first.write_text("first")
    (folder / "__init__.py").touch()
    place = tmp_path / "migrations.txt"
    monkeypatch.setattr(migrating, "LIST", place)
    monkeypatch.setattr(migrating, "ROOT", tmp_path)

    assert migrating.migrations([]) == 0
    (folder / "0002_more.py").write_text("second")
    assert migrating.migrations([]) == 0
    listed = place.read_text()
    first.write_text("another")
    with pytest.raises(migrating.Stop, match="add a new one"):
        migrating.migrations([])

    assert list(migrating.listed(listed)) == [
        "forum/migrations/0001_initial.py",
        "forum/migrations/0002_more.py",
    ]
    assert place.read_text() == listed
    assert migrating.migrations(["--anew"]) == 0
    assert place.read_text() != listed
