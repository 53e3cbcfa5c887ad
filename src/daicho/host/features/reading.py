"""Feature files as values: scenarios with their background played in, outlines written out, lines kept.

The grammar is Gherkin's own, read by Cucumber's own parser (docs/decisions/0140).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import msgspec
from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from gherkin.token_matcher import TokenMatcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Rows = tuple[tuple[str, ...], ...]

_PLACE_IN_MESSAGE = re.compile(r"^\((\d+):\d+\): ")


class BadFeature(Exception):  # noqa: N818 - the file is bad, nothing failed
    """A feature file cannot be read, or a step or table in it says nothing we know: where, and what to write."""

    def __init__(self, where: str, what: str) -> None:
        self.where = where
        self.what = what
        super().__init__(f"{where}: {what}")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One step as it stands in the file."""

    keyword: str
    text: str
    line: int
    table: Rows = ()
    note: str = ""


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario, its background first. An outline gives one scenario for each row of its examples."""

    file: str
    feature: str
    name: str
    line: int
    tags: tuple[str, ...]
    steps: tuple[Line, ...]

    @property
    def id(self) -> str:
        """File and line: what a message and a test are called by."""
        return f"{self.file}:{self.line}"


def read(path: Path, *, name: str = "") -> list[Scenario]:
    """The scenarios of a file, in order; `name` is how the file is called in messages.

    The keywords are Japanese unless the file names another language.

    Raises:
        BadFeature: the file is no feature file in UTF-8, or has no scenario.
    """
    file = name or str(path)
    try:
        document: Any = Parser().parse(path.read_text(encoding="utf-8-sig"), TokenMatcher("ja"))
    except UnicodeDecodeError as error:
        raise BadFeature(file, f"UTF-8の文字列ではありません({error.start}バイト目)。") from None
    except (CompositeParserException, ParserError) as error:
        raise _cannot_read(file, error) from None
    if "feature" not in document:
        raise BadFeature(file, "機能がありません。1行目に「# language: ja」、次に「機能: …」と書いてください。")
    document["uri"] = file
    steps = {step["id"]: step for step in _steps_of(document["feature"])}
    found = [_scenario(file, document["feature"], pickle, steps) for pickle in Compiler().compile(document)]
    if not found:
        raise BadFeature(file, "シナリオがありません。")
    return found


def _cannot_read(file: str, error: Any) -> BadFeature:
    first = error.errors[0] if isinstance(error, CompositeParserException) else error
    said = str(first)
    place = _PLACE_IN_MESSAGE.match(said)
    where = f"{file}:{place[1]}" if place else file
    return BadFeature(where, f"書式を読み取れません: {_PLACE_IN_MESSAGE.sub('', said)}")


def _steps_of(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for child in part.get("children", ()):
        for kind in ("background", "scenario", "rule"):
            if kind in child:
                yield from child[kind].get("steps", ())
                yield from _steps_of(child[kind])


def _scenario(file: str, feature: dict[str, Any], pickle: Any, steps: dict[str, dict[str, Any]]) -> Scenario:
    return Scenario(
        file=file,
        feature=feature["name"],
        name=pickle["name"],
        line=pickle["location"]["line"],
        tags=tuple(dict.fromkeys(tag["name"].removeprefix("@") for tag in pickle["tags"])),
        steps=tuple(_line(step, steps[step["astNodeIds"][0]]) for step in pickle["steps"]),
    )


def _line(step: Any, written: dict[str, Any]) -> Line:
    argument = step.get("argument", {})
    rows = argument.get("dataTable", {}).get("rows", ())
    return Line(
        keyword=written["keyword"].strip(),
        text=step["text"].strip(),
        line=written["location"]["line"],
        table=tuple(tuple(cell["value"].strip() for cell in row["cells"]) for row in rows),
        note=argument.get("docString", {}).get("content", ""),
    )


def plain(text: str) -> str:
    """A label or name for comparison: one width of letters, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())
