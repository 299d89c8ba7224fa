"""What is written down: one line an event, each with its request's id.

An answered request is at DEBUG, one refused at WARNING and one that broke at
ERROR, so that LOG_LEVEL chooses between a full account and what needs a look.
"""

import logging
import re
from typing import Any

import structlog

from config.settings.environment import env

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
LOG_FORMAT = env.str("LOG_FORMAT", default="json")

DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_DEFAULT_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_2XX_LOG_LEVEL = logging.DEBUG
# config.middleware.RequestIds names the address, as far as proxies can be trusted.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

# Addresses in messages: whoever reads one there may do what it is for.
TOKEN = re.compile(r"((?:invitations|way-back|stop)(?:/|%2F))[^/%\s]+")


def without_tokens(logger: object, method: str, event: Any) -> Any:
    for name in ("event", "request"):
        if isinstance(event.get(name), str):
            event[name] = TOKEN.sub(r"\1…", event[name])
    return event


shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_tokens,
]
renderer: Any = (
    structlog.dev.ConsoleRenderer()
    if LOG_FORMAT == "console"
    else structlog.processors.JSONRenderer()
)
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *shared,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "event": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": shared,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # The middleware writes the same events, with the request's id.
        "django.request": {"level": "CRITICAL"},
        "django.utils.autoreload": {"level": "WARNING"},
    },
}
