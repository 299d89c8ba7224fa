"""How static files are kept in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# How Django finds what a module imports.
_, IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class NamedByContent(CompressedManifestStaticFilesStorage):
    """A file's name changes with its content, so that browsers keep it for ever.

    Modules that import one another name the file as it is called here. Only those
    of the site: packages speak of imports in comments, which Django reads as such.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", IMPORTS)
