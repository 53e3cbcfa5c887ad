"""Every key that a log call names passes the walls: what is said is also written."""

import ast
from pathlib import Path

import daicho
from daicho.host.logs import ALLOWED

LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
LOGS = {"log", "_log", "logger", "_logger"}
NOT_A_KEY = {"exc_info"}


def calls():
    for root in daicho.__path__:
        for file in sorted(Path(root).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
                    holder = node.func.value
                    name = holder.id if isinstance(holder, ast.Name) else getattr(holder, "attr", "")
                    if name in LOGS:
                        yield file, node


def test_every_key_of_a_log_call_is_on_the_list():
    """A key that is not listed is dropped in silence, so its line would tell an operator nothing."""
    found = list(calls())
    unlisted = [
        f"{file.name}:{call.lineno} {keyword.arg}"
        for file, call in found
        for keyword in call.keywords
        if keyword.arg and keyword.arg not in ALLOWED | NOT_A_KEY
    ]
    assert len(found) > 10
    assert unlisted == []


def test_events_are_fixed_words():
    """An event's name is written in the code, never put together from what was typed."""
    loose = [
        f"{file.name}:{call.lineno}"
        for file, call in calls()
        if not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert loose == []
