"""Rows are locked before rights are read, and so that others may name them."""

import ast
import re

import pytest

from tests.architecture.code import modules, named

# What locks the rows that a decision hangs on, wherever it is defined.
LOCKING = re.compile(
    r"_?lock(ed)?|_?locked_\w+|_?lock_(person|people|organisers|new_writer)"
    r"|hold(_the_gate)?"
)

# Asks only whether there is one lock more to take: nothing is decided by it.
ALLOWED_EARLY = {"forum/services/posts.py: lock_new_writer"}
# Locks that stop whoever names the row, each because it must.
ALLOWED_STRONG = {
    # Whoever is giving the tag to something holds its key, and is waited for.
    "tags/services/merging.py": ["Tag"],
}


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
    """Locks that stop whoever names the row, and those that take joined rows along."""
    return [
        start
        for start, keywords, calls in locks(tree)
        if "no_key" not in keywords
        or ("select_related" in calls and "of" not in keywords)
    ]


def read_too_early(tree):
    """Functions that wait for a lock when they have read whose rights they ask.

    A lock may be waited for, and what was read before it is what was true then. The
    access that decides is loaded when the last lock is held.
    """
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        loaded, locked = 0, 0
        for node in ast.walk(function):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            last = name.rpartition(".")[2]
            if name == "Access.of":
                loaded = max(loaded, node.lineno)
            elif last == "select_for_update" or LOCKING.fullmatch(last):
                locked = max(locked, node.lineno)
        if 0 < loaded < locked:
            yield function.name


def test_a_lock_lets_others_refer_to_the_row():
    trees = {named(path): ast.parse(path.read_text()) for path in modules()}

    assert sum(len(list(locks(tree))) for tree in trees.values()) > 20
    assert {
        where: found for where, tree in trees.items() if (found := too_strong(tree))
    } == ALLOWED_STRONG


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


def test_access_is_loaded_when_every_lock_is_held():
    services = [path for path in modules() if "services" in path.parts]
    found = {
        f"{named(path)}: {name}"
        for path in services
        for name in read_too_early(ast.parse(path.read_text()))
    }

    assert len(services) > 60
    assert found == ALLOWED_EARLY


@pytest.mark.parametrize(
    "lines",
    [
        ["access = Access.of(person)", "thread = locked(thread)"],
        ["enforce(can(Access.of(person)))", "Thread.objects.select_for_update()"],
        ["access = Access.of(person)", "person = lock_person(person)"],
    ],
)
def test_access_that_is_read_before_a_lock_is_seen(lines):
    code = "def act():\n" + "".join(f"    {line}\n" for line in lines)

    assert list(read_too_early(ast.parse(code))) == ["act"]


def test_access_that_is_read_after_the_last_lock_is_not():
    code = "def act():\n    lock_person(p)\n    locked(t)\n    Access.of(p)\n"

    assert list(read_too_early(ast.parse(code))) == []
