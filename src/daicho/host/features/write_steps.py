"""`python -m daicho.host.features.write_steps` writes docs/steps.md of the repository it is run in."""

from __future__ import annotations

from pathlib import Path

from daicho.host.features.stage import configure


def main() -> None:
    """Write the page."""
    configure()
    from daicho.host.features import documentation  # needs Django configured

    Path("docs/steps.md").write_text(documentation.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
