"""What a browser is told, and how much it may send."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env
from core import limits

# --- Sizes ------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = limits.BODY_MAX
DATA_UPLOAD_MAX_NUMBER_FIELDS = limits.FIELDS_MAX
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# Threads of one process, as granian is told by --blocking-threads: half of them may
# read bodies at once.
SERVER_THREADS = env.int("GRANIAN_BLOCKING_THREADS", default=8)
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# --- Headers ----------------------------------------------------------------
# Scripts and styles are files of the site. There is no nonce: a page that is
# kept for many readers could not have one.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "frame-src": ["'none'"],
        "worker-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "accelerometer": [],
    "autoplay": [],
    "browsing-topics": [],
    "camera": [],
    "display-capture": [],
    "encrypted-media": [],
    "fullscreen": ["self"],
    "geolocation": [],
    "gyroscope": [],
    "hid": [],
    "idle-detection": [],
    "local-fonts": [],
    "magnetometer": [],
    "microphone": [],
    "midi": [],
    "payment": [],
    "picture-in-picture": [],
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
    "screen-wake-lock": [],
    "serial": [],
    "usb": [],
    "xr-spatial-tracking": [],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# --- Cookies ----------------------------------------------------------------
# Under HTTPS, production.py adds Secure and the names that begin with __Host-.
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "pages.views.errors.csrf_failed"
# Flashes travel in the session: one cookie fewer.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Passwords ----------------------------------------------------------------
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# --- Webhook ---------------------------------------------------------------------
# The keys by which a shop signs what it tells us. Two at once while one is changed;
# none, and the address does not exist.
ACCESS_WEBHOOK_KEYS = [
    key.strip() for key in env.list("ACCESS_WEBHOOK_KEYS", default=[]) if key.strip()
]
if any(len(key) < 32 for key in ACCESS_WEBHOOK_KEYS):
    raise ImproperlyConfigured(
        "Each of ACCESS_WEBHOOK_KEYS needs 32 characters or more."
    )

# --- Proxies --------------------------------------------------------------------
# How many proxies of our own stand in front and add to X-Forwarded-For. None: the
# header is what a stranger wrote, and is not read.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
