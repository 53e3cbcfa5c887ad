"""The register tests' words, for the benchmarks; import it once Django is configured."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location(
    "register_test_support", Path(__file__).parents[1] / "tests" / "systems" / "register" / "support.py"
)
support = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(support)
