"""What addresses are asked for, and what is filled in, by the keys of the matrices.

A sample is the argument of the URL, or a tuple of them, made from the world for one
persona. A form is what that persona sends. Each stands beside the tests of the app
whose addresses ask for it, in `tests/<app>/samples.py`; here are those that several do.
"""

from importlib import import_module
from pathlib import Path

from tests.architecture.makers import of_pk

SHARED = {
    "newcomer": lambda world, persona: world.newcomer.handle,
    "nobody": lambda world, persona: "nobody-at-all",
    "someone-former": lambda world, persona: world.former.handle,
    "false-token": lambda world, persona: "false",
    "recording": of_pk("recording"),
    "unpublished": of_pk("unpublished"),
    "cohort-place": lambda world, persona: (world.newcomer.handle, world.circle.slug),
    "no-pk": lambda world, persona: 10**9,
}


def _gathered(name):
    """The entries of every app; a key stands once."""
    found = dict(SHARED) if name == "SAMPLES" else {}
    for path in sorted(Path(__file__).parents[1].glob("*/samples.py")):
        if path.parent == Path(__file__).parent:
            continue
        module = import_module(f"tests.{path.parent.name}.samples")
        for key, value in getattr(module, name, {}).items():
            assert key not in found, f"{key} stands twice among the samples."
            found[key] = value
    return found


SAMPLES = _gathered("SAMPLES")
FORMS = _gathered("FORMS")
