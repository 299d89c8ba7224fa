"""Processor time of processes, as Linux counts it."""

import os
from collections import defaultdict
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def is_available() -> bool:
    return (PROC / "self" / "stat").exists()


def parent_of(pid: int) -> int:
    return int(_fields(pid)[1])


def seconds(root: int) -> float:
    """Time spent so far by a process and all that descend from it.

    Of those that ended, the root itself counts what its own children left.
    """
    children = defaultdict(list)
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                children[parent_of(int(entry.name))].append(int(entry.name))
            except OSError:
                continue
    ticks, waiting = sum(map(int, _fields(root)[13:15])), [root]
    while waiting:
        pid = waiting.pop()
        try:
            ticks += sum(map(int, _fields(pid)[11:13]))
        except OSError:
            continue
        waiting += children[pid]
    return ticks / TICK


def descendants(root: int) -> list[int]:
    """The process itself and all that it started, as far as they run."""
    children = defaultdict(list)
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                children[parent_of(int(entry.name))].append(int(entry.name))
            except OSError:
                continue
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children[found[-1]]
    return found


def _fields(pid: int) -> list[str]:
    """State, parent ... of /proc/<pid>/stat: what follows the name in brackets."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
