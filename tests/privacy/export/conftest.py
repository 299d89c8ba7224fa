"""Fixtures of exports."""

import pytest


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Files of a test lie in a folder of its own."""
    settings.PRIVATE_ROOT = tmp_path / "private"
