"""Keep the English catalogue of the screens: collect, report, compile.

    python tools/messages.py            # collect new texts, report those without English, compile
    python tools/messages.py --check    # only report; status 1 when a text has no English or a catalogue is stale

The Japanese text is the message id. Texts are found in templates (translate, blocktranslate) and in Python
(gettext and its lazy form under their full names). Catalogues lie in each application's `locale/en`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src" / "daicho"
TEMPLATE_TEXT = re.compile(r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
TEMPLATE_DEFAULT = re.compile(r"""_\((?:"([^"]+)"|'([^']+)')\)""")
TEMPLATE_BLOCK = re.compile(r"\{%\s*blocktranslate[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
PYTHON_TEXT = re.compile(r"""\b(?:gettext|gettext_lazy|_)\(\s*(?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)')\s*,?\s*\)""")


def applications() -> list[Path]:
    """Return the folders that hold a Django application with texts for the screen."""
    return sorted(path.parent for path in SOURCE.rglob("apps.py"))


def texts_of(application: Path) -> set[str]:
    """Return every text that the application shows through the catalogue."""
    found: set[str] = set()
    for path in _own(application, "*.html"):
        source = path.read_text(encoding="utf-8")
        for pattern in (TEMPLATE_TEXT, TEMPLATE_DEFAULT):
            found |= {double or single for double, single in pattern.findall(source)}
        found |= {_block(body) for body in TEMPLATE_BLOCK.findall(source)}
    for path in _own(application, "*.py"):
        found |= {double or single for double, single in PYTHON_TEXT.findall(path.read_text(encoding="utf-8"))}
    return found


def _own(application: Path, pattern: str) -> list[Path]:
    """Return the application's own files, without those of an application that lies inside it."""
    inner = [other for other in applications() if other != application and other.is_relative_to(application)]
    return [path for path in application.rglob(pattern) if not any(path.is_relative_to(other) for other in inner)]


def _block(body: str) -> str:
    """Return a block's message id as Django makes it: {{ name }} becomes %(name)s."""
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", body).replace("\r", "")


def catalogue_path(application: Path) -> Path:
    """Return where the application's English catalogue lies."""
    return application / "locale" / "en" / "LC_MESSAGES" / "django.po"


def collect(application: Path) -> polib.POFile:
    """Return the catalogue with exactly the texts in use, keeping the English that is there."""
    path = catalogue_path(application)
    known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))} if path.exists() else {}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {"Language": "en", "Content-Type": "text/plain; charset=UTF-8"}
    for text in sorted(texts_of(application)):
        flags = ["python-format"] if "%(" in text else []
        catalogue.append(polib.POEntry(msgid=text, msgstr=known.get(text, ""), flags=flags))
    return catalogue


def main() -> int:
    """Run the command; return the number of texts without English, or 1 for a stale catalogue in --check."""
    check = "--check" in sys.argv
    missing = 0
    stale = False
    for application in applications():
        catalogue = collect(application)
        if not len(catalogue):
            continue
        path = catalogue_path(application)
        compiled = path.with_suffix(".mo")
        for entry in catalogue.untranslated_entries():
            missing += 1
            print(f"{path.relative_to(SOURCE)}: no English for {entry.msgid!r}")
        if check:
            stale |= not path.exists() or path.read_text(encoding="utf-8") != str(catalogue) + "\n"
            stale |= not compiled.exists() or compiled.read_bytes() != catalogue.to_binary()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(str(catalogue) + "\n", encoding="utf-8")
            compiled.write_bytes(catalogue.to_binary())
    if stale:
        print("a catalogue is stale: run python tools/messages.py")
    return min(missing + stale, 1)


if __name__ == "__main__":
    sys.exit(main())
