"""Write `docs/errors.md`: every error code of the source with its words, found by reading the code.

    python tools/write_errors.py

A code is a text constant such as `"H-CFG-03"` that stands beside its words: in a call, as the key of a table, or as a
row of one. `tests/meta/test_documented.py` fails when the page is not up to date.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src/daicho"
PAGE = ROOT / "docs/errors.md"
CODE = re.compile(r"^(?:A|B|D|H|I|L[A-Z]|P|R|V|W|X)-[A-Z0-9]+(?:-[A-Z0-9]+)*$")

HEAD = """# Error codes

Every refusal carries a stable code. Its first letters say the room: `V` values, `R` the law of changes (and the
register), `I` logic checks of identification, `L` load files, `B` batches, `X` protocol and
exchange, `A` access, `P` papers, `H` host. Braces stand for what is filled in.
This page is written by `tools/write_errors.py`.
"""


def texts_of(node: ast.AST) -> list[str]:
    """The words in an expression, in order; what is filled in stands as {…}."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values)]
    if isinstance(node, ast.Call):
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        return [text for part in parts for text in texts_of(part)]
    if isinstance(node, ast.Tuple | ast.List):
        return [text for part in node.elts for text in texts_of(part)]
    return []


def found_in(tree: ast.AST, names: dict[str, str]) -> dict[str, list[str]]:  # noqa: C901  # a branch for each form
    """Codes of a module with the words that stand beside them; `names` maps enum members to codes."""
    found: dict[str, list[str]] = {}

    def add(code: str, said: list[str]) -> None:
        # the longest words win: a code may also be raised or compared elsewhere without them
        words = [text for text in said if not CODE.match(text) and len(text) > 1]
        if len("".join(words)) > len("".join(found.get(code, []))):
            found[code] = words
        found.setdefault(code, [])

    def code_of(node: ast.AST) -> str | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.match(node.value):
            return node.value
        if isinstance(node, ast.Attribute):
            return names.get(node.attr)
        return None

    for node in ast.walk(tree):
        if isinstance(node, ast.Call | ast.Tuple | ast.List):
            parts = [*node.args, *(k.value for k in node.keywords)] if isinstance(node, ast.Call) else node.elts
            for code in filter(None, map(code_of, parts)):
                add(code, texts_of(node))
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                code = code_of(key) if key is not None else None
                if code:
                    add(code, texts_of(value))
        elif isinstance(node, ast.ClassDef) and (code := class_code(node)):
            words = [texts_of(part.value) for part in node.body if isinstance(part, ast.Assign)]
            add(code, [text for said in words for text in said])
        elif code := code_of(node):
            add(code, [])
    return found


def class_code(node: ast.ClassDef) -> str | None:
    """The code of an exception whose words are its class attributes."""
    for part in node.body:
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name) and part.targets[0].id == "code":
            said = texts_of(part.value)
            return said[0] if said and CODE.match(said[0]) else None
    return None


def enum_members(tree: ast.AST) -> dict[str, str]:
    """Members of enumerations whose values are codes."""
    return {
        target.id: statement.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name) and CODE.match(str(statement.value.value))
    }


def collect() -> dict[str, tuple[str, list[str]]]:
    """Every code: the room it comes from, and its words."""
    every: dict[str, tuple[str, list[str]]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        room = path.relative_to(SOURCE).parts[0]
        for code, words in found_in(tree, enum_members(tree)).items():
            known = every.get(code)
            if known is None or len("".join(words)) > len("".join(known[1])):
                every[code] = (room, words)
    return every


def page() -> str:
    """The whole page."""
    rows = [f"| `{code}` | {room} | {cell(words)} |" for code, (room, words) in sorted(collect().items())]
    return "\n".join([HEAD, "| code | room | words |", "| --- | --- | --- |", *rows, ""])


def cell(words: list[str]) -> str:
    """The words of a code in one cell of a table."""
    return " ".join(words).replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
