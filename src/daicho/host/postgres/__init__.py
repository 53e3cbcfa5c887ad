"""A PostgreSQL server for this host: found, started, and given databases by template clone.

In production a town names its own server by a DSN. For the demonstration, tests and small
installations the launcher here runs one from plain binaries, never as root.
"""

from daicho.host.postgres.binaries import Binaries, find
from daicho.host.postgres.cluster import Cluster, Sizes
from daicho.host.postgres.databases import Databases
from daicho.host.postgres.throwaway import throwaway

__all__ = ["Binaries", "Cluster", "Databases", "Sizes", "find", "throwaway"]
