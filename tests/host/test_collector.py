"""The collector of a serving process looks less often, and a process that goes on with something else as before."""

from __future__ import annotations

import gc

from daicho.host import collector


def test_a_settled_process_looks_less_often_until_it_is_restored():
    """What was there is out of sight; restored, everything is as Python has it."""
    before = gc.get_threshold()
    try:
        collector.settle()
        assert gc.get_threshold()[0] == collector.ALLOCATIONS
        assert gc.get_freeze_count() > 0
    finally:
        collector.restore()
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
