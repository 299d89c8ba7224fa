"""What refuses a form is answered in one place, core.refusals."""

import ast

import pytest

from tests.architecture.code import modules, named

KNOWN = {"PermissionDenied", "TooFast", "Changed", "Refused", "SentBefore"}
# The ladder itself, and the rung below it for what no view has answered: words that
# a visitor's session is too full to keep.
LADDER = {"core/refusals.py", "writing/middleware.py"}
# What answers a program or a person at a terminal, and not a form.
ELSEWHERE = ("/management/", "/services/", "/adapter.py")


def caught(tree):
    """Names of the exceptions that a module catches by itself."""
    handlers = [
        node.type
        for node in ast.walk(tree)
        if isinstance(node, ast.Try)
        for node in node.handlers
        if node.type
    ]
    names = {
        name.attr if isinstance(name, ast.Attribute) else name.id
        for handler in handlers
        for name in ast.walk(handler)
        if isinstance(name, ast.Name | ast.Attribute)
    }
    return sorted(names & KNOWN)


def test_no_view_answers_a_refusal_by_itself():
    trees = {named(path): ast.parse(path.read_text()) for path in modules()}
    looked_at = {
        where: tree
        for where, tree in trees.items()
        if where not in LADDER and not any(part in where for part in ELSEWHERE)
    }

    assert sum("/views/" in where for where in looked_at) > 30
    assert {
        where: found for where, tree in looked_at.items() if (found := caught(tree))
    } == {}


@pytest.mark.parametrize(
    "handler",
    ["PermissionDenied", "(Gone, TooFast) as limit", "errors.Changed as change"],
)
def test_a_view_that_catches_a_refusal_is_seen(handler):
    assert caught(ast.parse(f"try:\n    act()\nexcept {handler}:\n    pass"))
