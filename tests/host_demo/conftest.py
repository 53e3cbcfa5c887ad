"""One demonstration for the tests of this directory."""

import pytest


@pytest.fixture(scope="package")
def demo(tmp_path_factory):
    from .running import Demo

    made = Demo(tmp_path_factory.mktemp("demo") / "data")
    try:
        made.start()
        yield made
    finally:
        made.stop()
        made.place.open()
        made.place.wipe()
        made.place.close()


@pytest.fixture(scope="package")
def checked(demo):
    """The scenario has been run: exit code, report, what was told."""
    return demo.check()
