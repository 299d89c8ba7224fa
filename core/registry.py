"""What rooms tell before a view is reached, filled in when the apps are ready."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import Resolver404, resolve


@dataclass(frozen=True)
class Upload:
    """An address that takes longer bodies than others.

    `path_end` is how its path ends: other addresses are not resolved for it. `limit`
    says how many bytes may come from whoever asks.
    """

    view_name: str
    path_end: str
    limit: Callable[[HttpRequest], int]


_free_text_fields: set[str] = set()
_uploads: list[Upload] = []


def register_free_text_fields(*names: str) -> None:
    """Form fields into which a person types freely: one word there is worth as much
    as many, and none is lost where the form is refused or somebody has to sign in.
    """
    _free_text_fields.update(names)


def free_text_fields() -> frozenset[str]:
    return frozenset(_free_text_fields)


def register_upload(
    view_name: str, *, path_end: str, limit: Callable[[HttpRequest], int]
) -> None:
    _uploads.append(Upload(view_name, path_end, limit))


def upload_at(path: str) -> Upload | None:
    """The upload that a path leads to, if it has a limit of its own."""
    near = [upload for upload in _uploads if path.endswith(upload.path_end)]
    if not near:
        return None
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    return next((upload for upload in near if upload.view_name == name), None)
