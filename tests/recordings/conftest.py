"""Fixtures of this room."""

import pytest


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Films of a test lie in a folder of its own."""
    settings.PRIVATE_ROOT = tmp_path / "private"
