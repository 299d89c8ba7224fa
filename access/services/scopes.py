"""Parts of the site that a role or a restriction is for."""

from access import registry
from access.errors import NoSuchScope
from access.models import Circle
from access.scopes import CIRCLE, Scope


def check_scope(scope: Scope | None) -> None:
    """Raises NoSuchScope where nothing is there that it could count in."""
    if scope is None:
        return
    if scope.kind == CIRCLE:
        is_there = Circle.objects.filter(pk=scope.key).exists()
    else:
        is_there = bool(registry.scope_name(scope))
    if not is_there:
        raise NoSuchScope("There is no such part of the site.")


def scope_logged(scope: Scope | None) -> dict[str, object]:
    """What the log says of it; nothing where it is the whole site."""
    return {"scope": [scope.kind, scope.key]} if scope else {}
