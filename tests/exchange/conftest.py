"""The network fixture; the parts are in `support`, which needs Django and is therefore imported late."""

import pytest


@pytest.fixture
def network(tmp_path, postgres, database):
    from .support import Network

    made = Network(tmp_path / "keys", postgres, database)
    yield made
    made.close()
