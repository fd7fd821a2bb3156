"""Static files in production: named by their content, compressed, kept by browsers for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage, which also renames what our script modules import."""

    support_js_module_import_aggregation = True
