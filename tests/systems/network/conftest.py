"""The network of these tests; its parts need Django and are therefore imported late."""

import pytest


@pytest.fixture
def levels(tmp_path, system_databases):
    from .support import Levels

    made = Levels(tmp_path / "keys")
    yield made
    made.close()
