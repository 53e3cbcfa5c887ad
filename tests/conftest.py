"""Fixtures of the whole test tree: a PostgreSQL server, fresh databases, the movable business date."""

from __future__ import annotations

import importlib.util
import secrets
import sys
from pathlib import Path

import pytest

from daicho.host.postgres import Cluster, Databases, Sizes, throwaway

TESTS = Path(__file__).parent
PURE = {"values", "law", "protocol"}
"""Rooms whose tests know no Django; running them alone does not load it."""


def _load(name: str):
    """A module beside this file, which tests may then import by its name."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, TESTS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


_load("beside")
_load("pictures")


def _load_support():
    return _load("django_support")


def pytest_configure(config: pytest.Config) -> None:
    """Claims of requirements are checked everywhere and recorded where the reports come together."""
    plugin = _load("conformance_plugin")
    config.pluginmanager.register(plugin, "conformance")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(plugin.Recorder(config), "conformance-recorder")


def pytest_collect_file(file_path: Path) -> None:
    """Configure Django before the first test module outside the pure rooms is imported."""
    if file_path.suffix != ".py" or not file_path.is_relative_to(TESTS):
        return
    if file_path.relative_to(TESTS).parts[0] not in PURE:
        _load_support().configure()


@pytest.fixture(scope="session")
def postgres():
    """A running server of our own launcher, one for each test process, thrown away at the end."""
    with throwaway(in_memory=True) as place:
        cluster = Cluster(
            place / "postgres",
            sizes=Sizes(shared_buffers="64MB", maintenance_work_mem="32MB", durable=False),
        )
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.destroy()


@pytest.fixture
def database(postgres):
    """A factory of fresh empty databases: `database()` returns the DSN of one, as its owner (superuser)."""
    databases = Databases(postgres)
    made = []

    def fresh(template: str = "") -> str:
        name = f"fresh_{secrets.token_hex(4)}"
        databases.clone(template or databases.template("plain", lambda _name: None), name, alias="plain")
        made.append(name)
        return postgres.dsn(name)

    yield fresh
    for name in made:
        databases.drop(name)


@pytest.fixture(scope="session")
def _system_databases(postgres):
    support = _load_support()
    support.configure()
    given = support.SystemDatabases(postgres)
    yield given
    given.close()


@pytest.fixture
def system_databases(_system_databases):
    """Every system's database, migrated and empty, under all its aliases; Django's connections lead there."""
    support = _load_support()
    _system_databases.prepare(["default", *support.installed_systems()])
    yield _system_databases
    _system_databases.close()


@pytest.fixture
def business_date():
    """The movable business date of this process (令和8年11月21日 at first); set back afterwards."""
    clock = _load_support().business_date
    clock.move_to(clock.FIRST)
    yield clock
    clock.move_to(clock.FIRST)
