"""The real thing. It does not start until everything it needs is said."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import (
    ALLOWED_HOSTS,
    BASE_DIR,
    CONTENT_SECURITY_POLICY,
    GATE_MODE,
    PRIVATE_ROOT,
    SECRET_KEY,
    SHARED_CACHE,
    SITE_URL,
    STATIC_ROOT,
    env,
)

# onboarding.enums.GateMode, which cannot be read before there are settings.
GATE_MODES = ("open", "invitation", "approval", "cohort_only")
NEEDED = {
    "SECRET_KEY": "a random text of at least 50 characters that nobody else has",
    "ALLOWED_HOSTS": "the names under which the site is reached, with commas between",
    "SITE_URL": "the address of the site, beginning with https://",
    "DATABASE_URL": "the database, for example postgresql://user:password@host/name",
    "EMAIL_URL": "the mail server, for example smtp+tls://user:password@host:587",
    "DEFAULT_FROM_EMAIL": "the sender of the site's mail",
    "CONTACT_ADDRESS": "where members write to the organisers",
}
problems = [
    f"{name} is missing: it is {meaning}."
    for name, meaning in NEEDED.items()
    if not env.str(name, default="")
]
if SECRET_KEY and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5):
    problems.append("SECRET_KEY is too easy to guess: it needs 50 random characters.")
if "*" in ALLOWED_HOSTS:
    problems.append("ALLOWED_HOSTS may not be *: name the site's own names.")
if urlsplit(SITE_URL).scheme != "https" and env.str("SITE_URL", default=""):
    problems.append("SITE_URL has to begin with https://.")
if GATE_MODE not in GATE_MODES:
    problems.append(f"GATE_MODE has to be one of {', '.join(GATE_MODES)}.")
is_shared = str(SHARED_CACHE["LOCATION"]).startswith(("redis", "unix:"))
if env.str("CACHE_URL", default="") and not is_shared:
    problems.append("CACHE_URL has to be one Redis: redis://host:6379/1.")
problems += [
    f"PRIVATE_ROOT lies inside {public}, which everyone can read."
    for public in (Path(STATIC_ROOT), BASE_DIR / "static")
    if PRIVATE_ROOT.resolve().is_relative_to(public.resolve())
]
if problems:
    raise ImproperlyConfigured(
        "The site cannot start. " + " ".join(problems) + " .env.example explains each."
    )

# --- Mail -------------------------------------------------------------------
EMAIL_TIMEOUT = 20
vars().update(env.email_url("EMAIL_URL"))

# --- HTTPS and nothing else ---------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
# A load balancer asks for health by plain HTTP from next door.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Preloading binds every name of the domain for years: its owner's choice.
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY["DIRECTIVES"] |= {"upgrade-insecure-requests": True}

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"

# --- Static files: compressed, and named by what they hold ---------------------
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.NamedByContent"},
}
STYLES_ARE_JOINED = True
