"""The site as it is in production, in a process of its own."""

import os
import subprocess
import sys

from tools.console import ROOT

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "".join(chr(33 + n) for n in range(60)),
    "ALLOWED_HOSTS": "crossroads.example.org",
    "SITE_URL": "https://crossroads.example.org",
    "DATABASE_URL": "sqlite:////nowhere/site.sqlite3",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Crossroads <hello@crossroads.example.org>",
    "CONTACT_ADDRESS": "organisers@crossroads.example.org",
}
# What the variables of this very test run say is not the matter here.
OTHERS = {
    name: value
    for name, value in os.environ.items()
    if name not in {*PRODUCTION, "TEST_DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
}


def python(*arguments, **env):
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=ROOT,
        env=OTHERS | PRODUCTION | env,
        capture_output=True,
        text=True,
    )
