"""Modules that are no package's, loaded from their files: support of tests that several use, and the tools."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

TESTS = Path(__file__).parent
TOOLS = TESTS.parent / "tools"


def load(name, path):
    """The module of a file, once under its name, whichever way pytest imports test modules."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def tool(name):
    """A script of `tools/` as a module."""
    return load(name, TOOLS / f"{name}.py")
