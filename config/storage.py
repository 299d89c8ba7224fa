"""How static files are kept in production."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

from core.assets import JOINED_STYLES, STYLES

# How Django finds what a module imports.
_, IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class NamedByContent(CompressedManifestStaticFilesStorage):
    """A file's name changes with its content, so that browsers keep it for ever.

    Modules that import one another name the file as it is called here. Only those
    of the site: packages speak of imports in comments, which Django reads as such.

    The stylesheets are joined into one when they are collected: a first visit pays
    one round trip for all of them.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run and paths.keys() >= set(STYLES):
            self._join_styles()
            paths[JOINED_STYLES] = (self, JOINED_STYLES)
        yield from super().post_process(paths, dry_run, **options)

    def _join_styles(self) -> None:
        """Write the collected stylesheets one after the other, in their order."""
        sheets = [Path(self.path(name)).read_text() for name in STYLES]
        Path(self.path(JOINED_STYLES)).write_text("\n".join(sheets))
