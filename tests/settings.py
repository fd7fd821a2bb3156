"""The settings of the test suite: the demonstration's, with a database of its own for each run."""

import os
import tempfile
from pathlib import Path

os.environ.update(
    SECRET_KEY="a-key-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    DEMO="true",
    DEBUG="false",
    ALLOWED_HOSTS="127.0.0.1,localhost",
    EMAIL_URL="memorymail://",
)

from iip.settings import *
from iip.settings import DATABASES

DATABASE = DATABASES["default"]
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # A file, because a live server's threads cannot share a database in memory.
    test_database = str(Path(tempfile.gettempdir()) / f"iip-test-{os.getpid()}.sqlite3")
    DATABASE["OPTIONS"] = DATABASE["OPTIONS"] | {
        "init_command": DATABASE["OPTIONS"]["init_command"].replace("=FULL", "=OFF")
    }
else:
    test_database = f"test_iip_{os.getpid()}"
    # No pool: it would hold connections open to a database that the test run wants to drop. No waiting for the disk,
    # as with SQLite above: what a test wrote need not survive a power cut.
    DATABASE["OPTIONS"] = {"options": "-c synchronous_commit=off"}
DATABASE["TEST"] = {"NAME": test_database}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PRIVATE_DIR = Path(tempfile.gettempdir()) / f"iip-test-{os.getpid()}-private"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_DIR, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
