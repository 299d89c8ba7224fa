"""The settings of production, on a database and files of the harness's own."""

import os

FOLDER = os.environ["BENCH_FOLDER"]
ENVIRONMENT = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "the-harness-measures-and-keeps-no-secret-of-anybody-0123456789",
    "ALLOWED_HOSTS": "localhost",
    "SITE_URL": "https://localhost",
    "SSL_REDIRECT": "0",
    "EMAIL_URL": "smtp://localhost:1",
    "DEFAULT_FROM_EMAIL": "site@localhost",
    "CONTACT_ADDRESS": "organisers@localhost",
}
os.environ |= ENVIRONMENT
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER}/site.sqlite3")

from config.settings.production import *  # noqa: E402, F403
from config.settings.production import CACHES  # noqa: E402

STATIC_ROOT = f"{FOLDER}/static"
for cache in CACHES.values():
    if str(cache.get("LOCATION", "")).endswith(".sqlite3"):
        cache["LOCATION"] = f"{FOLDER}/limits.sqlite3"
