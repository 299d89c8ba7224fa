"""Addresses that a room names in its code: its own, or those of rooms below."""

import ast
import re

from access.registry import view_as_pages
from core.registry import _uploads
from tests.architecture.code import ROOT, modules, named
from tests.architecture.routes import routes
from tests.architecture.test_imports import contracts

ADDRESS = re.compile(r"[a-z]+:[a-z]+(?:_[a-z]+)+|[a-z]+:[a-z]+")


def order():
    """How high each room stands; rooms beside each other stand equally high."""
    layers = contracts()["contracts"][0]["layers"]
    return {
        room: -height
        for height, layer in enumerate(layers)
        for room in layer.split(" | ")
    }


def addresses_in(path):
    for node in ast.walk(ast.parse(path.read_text())):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and ADDRESS.fullmatch(node.value):
            yield node.value


def test_no_room_names_an_address_of_a_room_above_it():
    """What stands above is named by itself, through a registry or a lent function."""
    height = order()
    known = {route.name for route in routes()}
    upwards = [
        (named(path), name)
        for path in modules()
        for room in [path.relative_to(ROOT).parts[0]]
        for name in addresses_in(path)
        if name in known and height[name.partition(":")[0]] > height[room]
    ]

    assert upwards == []


def test_every_registered_name_is_an_address():
    known = {route.name for route in routes()}

    assert view_as_pages() - known == set()
    assert {upload.view_name for upload in _uploads} - known == set()
