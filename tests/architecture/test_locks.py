"""A person's row is locked so that others may name the person meanwhile."""

import ast

import pytest

from tests.architecture.code import modules, named

# Rows of people that go by another name where they are locked.
PEOPLE = {"User", "waiting"}


def locks(tree):
    """Each lock that is asked for: of whose rows, its keywords, what it joins."""
    taken = {}
    for node in ast.walk(tree):
        calls, start = chain(node)
        if "select_for_update" in calls:
            # The longest chain is met first: it joins what the shorter ones do not.
            lock = calls["select_for_update"]
            taken.setdefault(id(lock), (start, lock, calls))
    for start, lock, calls in taken.values():
        yield start, {keyword.arg for keyword in lock.keywords}, set(calls)


def chain(node):
    """The calls of `Thing.objects.one().other()` by their names, and "Thing"."""
    calls = {}
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            calls[node.func.attr] = node
            node = node.func
        node = node.func if isinstance(node, ast.Call) else node.value
    return calls, node.id if isinstance(node, ast.Name) else ""


def too_strong(tree):
    """Locks of people's own rows, and those that take joined rows along."""
    return [
        start
        for start, keywords, calls in locks(tree)
        if (start in PEOPLE and "no_key" not in keywords)
        or ("select_related" in calls and "of" not in keywords)
    ]


def test_a_person_s_lock_lets_others_refer_to_the_person():
    trees = {named(path): ast.parse(path.read_text()) for path in modules()}

    assert sum(len(list(locks(tree))) for tree in trees.values()) > 20
    assert {
        where: found for where, tree in trees.items() if (found := too_strong(tree))
    } == {}


@pytest.mark.parametrize(
    "code",
    [
        "User.objects.filter(pk=pk).select_for_update().first()",
        "User.objects.all().select_for_update(skip_locked=True)",
        "rows = waiting().select_for_update(of=('self',))",
        "Grant.objects.select_for_update().select_related('person').get(pk=pk)",
    ],
)
def test_a_lock_that_stops_others_is_seen(code):
    assert too_strong(ast.parse(code))
