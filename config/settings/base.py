"""What every environment shares. Secrets and places come from the environment."""

from pathlib import Path
from typing import Any

from config.settings.accounts import *  # noqa: F403
from config.settings.environment import BASE_DIR, VAR_DIR, env
from config.settings.logs import *  # noqa: F403
from config.settings.security import *  # noqa: F403

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

# --- Site -------------------------------------------------------------------
SITE_NAME = "Crossroads"
# Who the site's mail is from, and where a moderator's message may be answered (the
# sender's address, where there is no other).
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Crossroads <hello@crossroads.example>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MODERATORS_EMAIL = env.str("MODERATORS_EMAIL", default="")
# Where people write to a person: shown on the access page and the closed door.
CONTACT_ADDRESS = env.str("CONTACT_ADDRESS", default="organisers@crossroads.example")
# Where a fault of security is told of, for security.txt: an address or a page. Without
# it, at the contact address.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
# Pages that sign in as a persona, show mail files and messages: development only.
DEVELOPMENT_PAGES = False
# Who may join: open, invitation, approval or cohort_only.
GATE_MODE = env.str("GATE_MODE", default="open")

# --- Apps, from the top of the house to its foundation -----------------------
INSTALLED_APPS = [
    "pages",
    "cohorts",
    "recordings",
    "stories",
    "forum",
    "moderation",
    "search",
    "notifications",
    "onboarding",
    "privacy",
    "tags",
    "writing",
    "access",
    "accounts",
    "outbox",
    "richtext",
    "core",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.google",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    # Above all that may refuse or fail: a shop is answered in JSON whatever it is.
    "onboarding.middleware.WebhookAnswers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.Compressed",
    "config.middleware.ContentPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "config.middleware.RequestIds",
    "config.middleware.NoStore",
    "core.middleware.WholePages",
    "config.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.LastSeenMiddleware",
    "access.middleware.AccessMiddleware",
    "access.view_as.ViewAsMiddleware",
    "config.middleware.BodyLimits",
    "config.bodies.ReadBodies",
    "writing.middleware.StashForms",
    "writing.middleware.FormReceipts",
    "core.middleware.ErrorResponses",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

# Off where the front server compresses pages.
if not env.bool("COMPRESS_PAGES", default=True):
    MIDDLEWARE.remove("config.middleware.Compressed")

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "access.context.look",
                "writing.context.form_text",
                "notifications.context.unread_notices",
                "moderation.context.queue_size",
            ],
        },
    },
]
FORM_RENDERER = "core.forms.FormRenderer"

# --- Database ---------------------------------------------------------------
# SQLite needs nothing installed, so a newcomer can run the site in a minute.
# IMMEDIATE takes the write lock when a transaction begins, which gives SQLite
# the ordering that select_for_update() gives PostgreSQL.
DATABASES = {
    "default": env.db_url_config(
        env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
    )
}
database = DATABASES["default"]
database["OPTIONS"] = database.get("OPTIONS", {})

if database["ENGINE"].endswith("sqlite3"):
    # Each thread opens the file once and keeps it: a file that is put in its place
    # is seen after a restart.
    database["CONN_MAX_AGE"] = None
    database["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an answered post is on the disk, even when the power goes.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # The pool keeps connections; Django's own persistence must be off beside it.
    database["CONN_MAX_AGE"] = 0
    database["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL_SIZE", default=8),
        "timeout": 10,
    }
    if env.bool("DATABASE_PREPARED_STATEMENTS", default=True):
        # A statement that a connection has asked five times is planned no more. Off
        # where a pooler between gives each transaction another connection.
        database["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}

# --- Time and language --------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files ---------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# One stylesheet for all, as the storage of production writes it.
STYLES_ARE_JOINED = False

# --- Private files --------------------------------------------------------------
# Recordings and exports: outside the web root, handed out by views that ask first.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default="") or VAR_DIR / "private")
# The front server's internal place for that folder; empty: the site sends the bytes.
ACCEL_PREFIX = env.str("ACCEL_PREFIX", default="")
# The largest film that may be uploaded, in bytes.
RECORDING_MAX = env.int("RECORDING_MAX", default=2_000_000_000)

# --- Sign-in ----------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# --- Work in the background --------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Caches -------------------------------------------------------------------
# What is counted ("limits", and "default" for the sign-in limits of allauth) is
# shared by all processes: in a file on one machine, in Redis on several. Pages that
# are kept under a version ("pages") may differ between processes without harm; they
# take so many bytes of each process and no more.
SHARED_CACHE: dict[str, Any] = {
    "BACKEND": "core.caches.SharedCache",
    "LOCATION": (
        env.cache_url("CACHE_URL")["LOCATION"]
        if env.str("CACHE_URL", default="")
        else VAR_DIR / "limits.sqlite3"
    ),
}
CACHES = {
    "default": SHARED_CACHE | {"KEY_PREFIX": "default"},
    "limits": SHARED_CACHE | {"KEY_PREFIX": "limits"},
    "pages": {
        "BACKEND": "core.caches.MemoryCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_BYTES": env.int("PAGES_CACHE_BYTES", default=48_000_000)},
    },
}
