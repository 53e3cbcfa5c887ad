"""Which table lies in which database.

One database per system, one host database (`default`) for accounts with their rights, terminals and records of
signing in, sessions, and the movable business date.
`<system>_log` is a second connection to the system's database, for records that must be
committed before what they record; nothing is migrated through it.
"""

from typing import Any

SYSTEMS = ("register", "municipal_cs", "prefecture", "national")
"""The systems a host can serve; each is an application label and a database alias."""

HOST_DATABASE = "default"
LOG_SUFFIX = "_log"


def log_alias(system: str) -> str:
    """The alias of the second connection of a system."""
    return f"{system}{LOG_SUFFIX}"


def alias_of(app_label: str) -> str:
    """The database alias of an application: its own for a system, else the host database."""
    return app_label if app_label in SYSTEMS else HOST_DATABASE


def _alias(model: Any) -> str:
    return alias_of(model._meta.app_label)  # noqa: SLF001  # the name Django documents


class SystemRouter:
    """Django database router: application label to alias; relations never cross databases."""

    def db_for_read(self, model: type[Any], **_hints: object) -> str:
        """The alias to read a model from."""
        return _alias(model)

    def db_for_write(self, model: type[Any], **_hints: object) -> str:
        """The alias to write a model to."""
        return _alias(model)

    def allow_relation(self, first: Any, second: Any, **_hints: object) -> bool:
        """Whether two rows may be related: only within one database."""
        return _alias(first) == _alias(second)

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool:
        """Whether an application's tables are made in a database."""
        return db == alias_of(app_label)
