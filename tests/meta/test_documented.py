"""What a user meets is documented: commands, settings, message types, error codes, screens."""

import importlib
import importlib.util
import pkgutil
import re
import typing
from pathlib import Path

import click
import msgspec
import pytest
from django.urls import URLPattern, URLResolver, get_resolver

import beside
import daicho.systems
from daicho.host.cli import MOUNTED, main
from daicho.host.config import HostConfig

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def documentation() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md")))


def commands(command: click.Command, path: str):
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None and not found.hidden:
                yield from commands(found, f"{path} {name}")


EVERY_COMMAND = [(path, command) for path, command in commands(main, "daicho") if not isinstance(command, click.Group)]


@pytest.mark.parametrize(("path", "command"), EVERY_COMMAND, ids=[path for path, _command in EVERY_COMMAND])
def test_a_command_stands_in_the_documentation_and_has_an_example(path, command):
    assert path in documentation(), f"document `{path}` in docs/"
    assert "Example:" in (command.help or ""), f"`{path} --help` needs a line 'Example: …'"


def test_the_lines_of_help_are_those_of_the_commands():
    """`daicho --help` prints a line for each command without importing it; the table has no command twice."""
    assert all(line.endswith(".") for _where, line in MOUNTED.values())
    assert len({where for where, _line in MOUNTED.values()}) == len(MOUNTED)


def settings_of(struct, prefix=""):
    hints = typing.get_type_hints(struct)
    for field in msgspec.structs.fields(struct):
        if not prefix and field.name == "base":
            continue
        name = f"{prefix}{field.encode_name}"
        kind = hints[field.name]
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            yield from settings_of(kind, f"{name}.")
        elif typing.get_origin(kind) is dict:
            yield from settings_of(typing.get_args(kind)[1], f"{name}.<system>.")
        else:
            yield name


@pytest.mark.parametrize("setting", list(settings_of(HostConfig)))
def test_a_setting_stands_in_the_operations_page(setting):
    assert f"`{setting}`" in (DOCS / "operations.md").read_text(encoding="utf-8")


def test_no_setting_is_documented_that_does_not_exist():
    page = (DOCS / "operations.md").read_text(encoding="utf-8")
    table = page.split("| setting | default | meaning |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)) == set(settings_of(HostConfig))


def test_every_error_code_of_the_source_has_its_words_in_the_list():
    """`make docs` writes the page again when this fails."""
    listed = (DOCS / "errors.md").read_text(encoding="utf-8")
    assert not [code for code in beside.tool("write_errors").collect() if f"`{code}`" not in listed]


def test_every_message_type_stands_in_the_protocol_page():
    page = DOCS / "protocol.md"
    registry = importlib.import_module("daicho.protocol.registry")
    names = message_types(registry)
    assert names, "the registry of message types is empty"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    assert not [name for name in names if f"`{name}`" not in text]


def message_types(registry) -> list[str]:
    """The names under which messages cross the line, from the registry of the protocol."""
    importlib.import_module("daicho.protocol.messages")
    return sorted(entry.name for entry in registry.entries())


def screens_of(resolver, prefix=""):
    """Every named address below a resolver, with its namespaces."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from screens_of(entry, space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{prefix}{entry.name}"


def system_screens():
    for module in pkgutil.iter_modules(daicho.systems.__path__):
        name = f"daicho.systems.{module.name}.urls"
        if importlib.util.find_spec(name) is not None:
            space = getattr(importlib.import_module(name), "app_name", "")
            yield from screens_of(get_resolver(name), f"{space}:" if space else "")


def test_every_screen_stands_in_the_documentation():
    """By the name of its address; `make docs` writes the list again when this fails."""
    text = documentation()
    assert not sorted({name for name in system_screens() if f"`{name}`" not in text})
