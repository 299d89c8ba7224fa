"""No ring of imports: between rooms none at all, inside a room none of modules."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.code import ROOT, packages


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules_of(room):
    found = sorted((ROOT / room).rglob("*.py"))
    return {module_of(path): path for path in found if "migrations" not in path.parts}


def is_for_types(node):
    return isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"


def at_import(nodes):
    """The imports that run when a module is imported, however deep they stand."""
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If | ast.Try | ast.With) and not is_for_types(node):
            for part in ("body", "orelse", "finalbody"):
                yield from at_import(getattr(node, part, []))


def names_in(nodes):
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_named(name, modules):
    """The module that is imported, or the one that something is imported from."""
    return next(
        (one for one in (name, name.rpartition(".")[0]) if one in modules), None
    )


def ring_in(graph):
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return None


def test_a_ring_is_found():
    assert ring_in({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    assert ring_in({"a": {"b", "c"}, "b": {"c"}, "c": set()}) is None


@pytest.mark.parametrize("room", packages())
def test_no_ring_of_modules_inside_a_room(room):
    modules = modules_of(room)
    graph = {}
    for module, path in modules.items():
        names = names_in(at_import(ast.parse(path.read_text()).body))
        found = {module_named(name, modules) for name in names}
        graph[module] = found - {module, None}

    assert ring_in(graph) is None


def test_no_ring_between_rooms():
    """Imports inside a function and for types alone count as well."""
    rooms = set(packages())
    graph = {}
    for room in rooms:
        trees = [ast.parse(path.read_text()) for path in modules_of(room).values()]
        names = (name for tree in trees for name in names_in(ast.walk(tree)))
        graph[room] = {name.partition(".")[0] for name in names} & rooms - {room}

    assert ring_in(graph) is None
