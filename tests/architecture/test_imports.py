import tomllib

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.code import ROOT, packages


def contracts():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


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
