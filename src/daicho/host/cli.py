"""The command `daicho`. Groups of other rooms are mounted by name and imported when they are used.

`daicho --help` imports nothing but click, so that it answers at once.
"""

import importlib
from typing import Any

import click

from daicho import __version__

MOUNTED: dict[str, tuple[str, str]] = {
    "host": ("daicho.host.cli_host:host", "Check, migrate, serve and load a host (host.toml)."),
    "doctor": ("daicho.host.cli_doctor:doctor", "Say what is well and what is wrong with this installation."),
    "demo": ("daicho.host.cli_demo:demo", "Run the whole network of the demonstration."),
    "features": ("daicho.host.cli_features:features", "Run feature files in Japanese against a fresh network."),
    "conformance": ("daicho.host.cli_conformance:conformance", "Show which requirements the tests cover."),
    "register": ("daicho.host.cli_register:register", "Rebuild and verify the register, enter batches from files."),
    "values": ("daicho.host.cli_values:values", "Explain a date, text, number or address."),
    "world": ("daicho.world.cli:world", "Make synthetic people and organisations."),
    "exchange": ("daicho.host.cli_exchange:exchange", "Look at the links of a host and act on them."),
    "evidence": ("daicho.host.cli_evidence:evidence", "Verify offline what was sent, received and answered."),
    "document": ("daicho.host.cli_document:document", "Verify a certificate that was issued."),
    "bench": ("daicho.host.cli_bench:bench", "Measure against floors taken in the same run."),
}
"""Command, where it lives (`module:name`), and the line that `--help` shows without importing it."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used; one that is not in this build is not shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The commands of this build, in the order of the table."""
        return [name for name in MOUNTED if _present(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """Import a command."""
        if cmd_name not in MOUNTED or not _present(cmd_name):
            return None
        module, name = MOUNTED[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their lines, without importing them."""
        rows = [(name, MOUNTED[name][1]) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _present(name: str) -> bool:
    """Whether the module of a command is in this build (found as a file, not imported)."""
    import daicho

    module = MOUNTED[name][0].split(":")[0]
    parts = module.split(".")[1:]
    return any((root.joinpath(*parts).with_suffix(".py")).is_file() for root in map(_path, daicho.__path__))


def _path(text: str) -> Any:
    from pathlib import Path

    return Path(text)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: daicho host check /etc/daicho/host.toml",
)
@click.version_option(__version__, prog_name="daicho")
def main() -> None:
    """台帳 Daicho: an open implementation of Japan's Basic Resident Register."""


if __name__ == "__main__":
    main()
