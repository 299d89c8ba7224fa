"""The test run: a database of its own for each process, and quick passwords."""

import os
import tempfile
from pathlib import Path

# Before anything is read: the developer's own .env says nothing to tests.
os.environ["ENV_FILE"] = os.devnull
for name in (
    "DATABASE_URL",
    "PRIVATE_ROOT",
    "ACCEL_PREFIX",
    "RECORDING_MAX",
    "CACHE_URL",
    "COMPRESS_PAGES",
    "SECURITY_CONTACT",
    "GRANIAN_BLOCKING_THREADS",
    "PAGES_CACHE_BYTES",
    "GATE_MODE",
    "ACCESS_WEBHOOK_KEYS",
    "SITE_URL",
    "LOG_LEVEL",
    "TRUSTED_PROXY_COUNT",
    "GITHUB_CLIENT_ID",
    "GOOGLE_CLIENT_ID",
):
    os.environ.pop(name, None)

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import env  # noqa: E402

SECRET_KEY = "for-tests-only"
ALLOWED_HOSTS = ["testserver", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Static files come from where they are written: nothing has to be collected.
WHITENOISE_AUTOREFRESH = True

# --- Database ---------------------------------------------------------------
# TEST_DATABASE_URL names a PostgreSQL. Without it SQLite, in a file, because
# threads sharing an in-memory database cannot wait for one another's locks. Each
# process has its own, so that two runs do not meet.
OWN_NAME = f"crossroads-test-{os.getpid()}"

if env.str("TEST_DATABASE_URL", default=""):
    DATABASES = {"default": env.db("TEST_DATABASE_URL")}
    DATABASES["default"]["TEST"] = {"NAME": OWN_NAME}
    # As the site asks it. A threshold of 0 would prepare each statement at once; at 1,
    # those that a test asks twice are prepared, and those asked once are not.
    DATABASES["default"]["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": 1,
    }
else:
    file = Path(tempfile.gettempdir()) / f"{OWN_NAME}.sqlite3"
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "TEST": {"NAME": file},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # What a power cut would take from a test is of no interest.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
            },
        }
    }

PRIVATE_ROOT = Path(tempfile.gettempdir()) / f"{OWN_NAME}-private"

CACHES = {
    name: {
        "BACKEND": "core.caches.MemoryCache",
        "LOCATION": name,
    }
    for name in ("default", "limits", "pages")
}
