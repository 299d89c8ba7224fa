import ast
import inspect
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from tests.architecture.code import packages
from tests.architecture.routes import routes

# Called by Django itself, through the handlers that config names.
ANSWERS_TO_ERRORS = "pages.views.errors"
# Not routed in a test run: these pages exist in development only.
DEVELOPMENT = "pages.development"

ROOT = Path(__file__).parents[2]
PEOPLE = {"people": "person"}
TEMPLATE = re.compile(r"[a-z_]+/[a-z_/]+\.html")
# Names that do not lead to their view, each with the reason.
SHORT = "the address without its words, which the same view leads on"
KINDS = "one view for the three documents and for their versions"
NAMED_OTHERWISE = {
    "forum:thread_short": SHORT,
    "stories:story_short": SHORT,
    "forum:forum_index": "the page of all categories is called the forum",
    **{f"accounts:{kind}_detail": KINDS for kind in ("terms", "privacy", "rules")},
    **{f"accounts:{kind}_version": KINDS for kind in ("terms", "privacy", "rules")},
}

# Views whose tests stand in another room, with what they tell of there.
TESTED_ELSEWHERE = {
    # Letting somebody back in is one story with taking an account back.
    "access:recovery_unlock": "accounts/auth/test_recovery.py",
}


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


def own_routes():
    """Routes of our own apps: name, app, module of views and function."""
    for route in routes():
        view = inspect.unwrap(route.view)
        app, package, module = (*view.__module__.split(".", 2), "", "")[:3]
        if package == "views" and ":" in route.name:
            yield route.name, app, module, view.__name__


def things(module):
    """What a module of views is about: `categories` is about a `category`."""
    one = re.sub(r"ies$", "y", module)
    one = PEOPLE.get(module, one if one != module else re.sub(r"(?<!s)s$", "", module))
    return {module, one}


def templates_of(app, module):
    tree = ast.parse((ROOT / app / "views" / f"{module}.py").read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and TEMPLATE.fullmatch(str(node.value)):
            yield str(node.value)


@pytest.mark.parametrize(
    ("name", "app", "module", "function"),
    [pytest.param(*route, id=route[0]) for route in own_routes()],
)
def test_a_name_finds_four_files(name, app, module, function):
    expected = {f"{app}:{thing}_{function}" for thing in things(module)}
    assert (name in expected) is (name not in NAMED_OTHERWISE)

    tests = ROOT / "tests"
    elsewhere = TESTED_ELSEWHERE.get(name)
    found = [*(tests / app).rglob(f"test_{module}.py")]
    assert bool(found) is not bool(elsewhere)
    assert elsewhere is None or (tests / elsewhere).exists()

    homes = (f"{app}/{module}/", f"{app}/{module}.html")
    strays = [
        template
        for template in templates_of(app, module)
        if not template.startswith(homes)
    ]
    assert strays == []


def test_names_that_lead_elsewhere_are_few_and_there():
    assert NAMED_OTHERWISE.keys() <= {name for name, *_ in own_routes()}
    assert len(NAMED_OTHERWISE) == 9
