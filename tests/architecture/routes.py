"""Every address that the site answers."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: object


def routes(resolver: URLResolver | None = None, space: str = "", prefix: str = ""):
    """All routes with their full names; an unnamed one has the name ''."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = f"{space}{entry.name}" if entry.name else ""
            yield Route(name, pattern, entry.callback)
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner, pattern)
