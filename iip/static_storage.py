"""Static files in production: named by their content, compressed, kept by browsers for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# import { start } from "./idle.js";
IMPORT = r"""(?P<matched>import\s*(?P<import>\{[^}]*\})\s*from\s*["'](?P<url>\.[^"']*)["'];)"""


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage, which also renames what our own script modules import."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((IMPORT, 'import %(import)s from "%(url)s";'),)),
    )
