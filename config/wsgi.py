"""The WSGI entry point; production settings unless told otherwise."""

import os

import structlog
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from richtext import rendering

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

if not settings.TRUSTED_PROXY_COUNT:
    structlog.get_logger(__name__).warning(
        "no_front_server",
        why="Slow clients hold the threads of this server. A site that strangers reach "
        "needs a front server, and TRUSTED_PROXY_COUNT: see docs/front-server.md.",
    )

# Whoever writes first does not wait for a worker to start.
rendering.warm_up()
