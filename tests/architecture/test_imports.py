import logging
import tomllib

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.code import ROOT, packages


def contracts():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


@pytest.fixture
def _loggers():
    """The linter's own logging switches off every logger that it finds."""
    found = logging.Logger.manager.loggerDict.values()
    loggers = [logger for logger in found if isinstance(logger, logging.Logger)]
    before = [(logger, logger.disabled) for logger in loggers]
    yield
    for logger, disabled in before:
        logger.disabled = disabled


@pytest.mark.usefixtures("_loggers")
def test_imports_keep_the_contracts():
    assert lint_imports(cache_dir=None, is_debug_mode=False) == EXIT_STATUS_SUCCESS


def test_every_room_has_its_place_in_the_contracts():
    layers = contracts()["contracts"][0]["layers"]
    placed = [name for layer in layers for name in layer.split(" | ")]

    assert sorted(placed) == packages()
    assert sorted(contracts()["root_packages"]) == packages()


def test_layers_inside_an_app_are_held_in_every_app_that_has_models_or_views():
    free = {"config", "core", "pages", "richtext"}

    assert set(contracts()["contracts"][1]["containers"]) == set(packages()) - free
