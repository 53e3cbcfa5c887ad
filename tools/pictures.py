"""Write docs/pictures.md: every screen of the desk, wide and narrow, as the browser tests see it (`make pictures`).

The tests that look at each screen with axe keep what they see when `DAICHO_PICTURES` names a folder. Everybody shown
is made up.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image

ROOT: Final = Path(__file__).resolve().parent.parent
DOCS: Final = ROOT / "docs"
SCREENS: Final = DOCS / "pictures" / "screens"
TESTS: Final = (
    "tests/browser/test_register.py",
    "tests/browser/test_procedures.py",
    "tests/browser/test_batches_and_searches.py",
    "tests/browser/test_batch_desk.py",
    "tests/systems/register_issue/test_browser.py",
    "tests/access/test_pages_in_browser.py",
)
WIDE: Final = 960
"""Pixels that a picture of the wide window is drawn down to."""
TALLEST: Final = 2400
"""Pixels after which a long page is cut off, in the drawn picture."""
QUALITY: Final = 45
_NAME: Final = re.compile(r"(?P<group>[a-z]+)-(?P<screen>.+)-(?P<width>\d+)")
GROUPS: Final = {"register": "The desk", "issue": "Issuing papers", "access": "Administration and inspection"}


def main() -> int:
    """Run the tests, keep their pictures, write the page."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DAICHO_PICTURES": folder}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-k",
            "accessible or copy_is_issued",
            *TESTS,
        ]
        ended = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603  # our own tests
        if ended.returncode:
            return ended.returncode
        SCREENS.mkdir(parents=True, exist_ok=True)
        for old in SCREENS.glob("*.webp"):
            old.unlink()
        for taken in sorted(Path(folder).glob("*.png")):
            _keep(taken)
    (DOCS / "pictures.md").write_text(_page(), encoding="utf-8")
    return 0


def _keep(taken: Path) -> None:
    with Image.open(taken) as image:
        scale = min(1.0, WIDE / image.width)
        small = image.convert("RGB").resize((round(image.width * scale), round(image.height * scale)), Image.LANCZOS)
        small.crop((0, 0, small.width, min(small.height, TALLEST))).save(
            SCREENS / f"{taken.stem}.webp", quality=QUALITY, method=6
        )


def _page() -> str:
    lines = [
        "# Pictures of the screens",
        "",
        "Each screen in a wide window (1,440 pixels, drawn smaller) and a narrow one (375 pixels), as the browser",
        "tests see it. `make pictures` takes them anew. Everybody shown is made up.",
    ]
    found: dict[str, dict[str, dict[str, str]]] = {}
    for picture in sorted(SCREENS.glob("*.webp")):
        if parts := _NAME.fullmatch(picture.stem):
            screens = found.setdefault(parts["group"], {})
            screens.setdefault(parts["screen"], {})[parts["width"]] = f"pictures/screens/{picture.name}"
    for group, title in GROUPS.items():
        lines += ["", f"## {title}", "", "| screen | wide | narrow |", "| --- | --- | --- |"]
        for screen, pictures in found.get(group, {}).items():
            cells = (
                f"![{screen}, {width}]({pictures[width]})" if width in pictures else "" for width in ("1440", "375")
            )
            lines.append(f"| {screen} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
