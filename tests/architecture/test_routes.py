import inspect
from importlib import import_module
from pkgutil import iter_modules

import pytest

from tests.architecture.code import packages
from tests.architecture.routes import routes

# Called by Django itself, through the handlers that config names.
ANSWERS_TO_ERRORS = "pages.views.errors"
# Not routed in a test run: these pages exist in development only.
DEVELOPMENT = "pages.development"


def public_views():
    for label in packages():
        package = import_module(label)
        if "views" not in {module.name for module in iter_modules(package.__path__)}:
            continue
        views = import_module(f"{label}.views")
        for info in iter_modules(getattr(views, "__path__", []), f"{label}.views."):
            if info.name != ANSWERS_TO_ERRORS:
                yield from functions_of(import_module(info.name))


def functions_of(module):
    for name, function in inspect.getmembers(module, inspect.isfunction):
        real = inspect.unwrap(function)
        if real.__module__ == module.__name__ and not name.startswith("_"):
            yield pytest.param(real, id=f"{module.__name__}.{name}")


@pytest.mark.parametrize("view", list(public_views()))
def test_every_public_function_in_a_views_module_has_a_url(view):
    assert view in {inspect.unwrap(route.view) for route in routes()}


def test_every_url_has_a_name_of_its_own():
    names = [route.name for route in routes()]

    assert "" not in names
    assert sorted(names) == sorted(set(names))


def test_pages_of_development_are_not_on_any_other_site():
    modules = {inspect.getmodule(inspect.unwrap(route.view)) for route in routes()}

    assert [m.__name__ for m in modules if m.__name__.startswith(DEVELOPMENT)] == []
