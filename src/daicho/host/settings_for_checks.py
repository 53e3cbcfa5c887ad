"""Settings for tools that look at the code without a host: the type checker, `makemigrations`.

Every system that exists is installed at once, each with its aliases; nothing is connected.
"""

from datetime import date

from daicho.host.installation import Installation
from daicho.host.routing import SYSTEMS
from daicho.host.settings import aliases, build, database, exists, system_app

_systems = [system for system in SYSTEMS if exists(f"{system_app(system)}.apps")]

DAICHO = Installation(organisation="000000", system="register", organisation_name="検査", today=date.today)

globals().update(
    build(
        DAICHO,
        apps=[system_app(system) for system in _systems],
        databases={alias: database({"dbname": alias}) for alias in aliases(_systems)},
        secret_key="only for checks",  # noqa: S106  # opens nothing: no server runs with these settings
    )
)
