from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        connection_created.connect(close_database)


def close_database(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """A database in a file is made as any file is, for everyone of the machine."""
    # Storage needs the settings, which are there only now.
    from core.private import close_to_others

    if connection.vendor == "sqlite":
        close_to_others(Path(connection.settings_dict["NAME"]))
