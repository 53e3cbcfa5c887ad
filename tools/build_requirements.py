"""Build the catalogue of requirement ids from the two reference texts.

    python tools/build_requirements.py REFERENCE_DIR

reads `seed-requirements.md` and `standard-v1-chapter3.txt` there, and our English titles of the standard's
clauses in `tools/standard_titles.tsv`, and writes `src/daicho/host/data/requirements.json`: for each id its
kind and a short title. Requirement texts themselves are not copied.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "src/daicho/host/data/requirements.json"
TITLES = Path(__file__).with_name("standard_titles.tsv")
LONGEST = 110

ROWS = {
    "system": re.compile(r"^\| (?P<id>SYS\d+) \| (?P<title>[^|]+) \|"),
    "function": re.compile(r"^\| (?P<id>SYS\d+-F\d+) \| (?P<title>[^|]+) \|"),
    "flow": re.compile(r"^(?:#{3,4}|\|) (?P<id>FLOW-\d+)(?: \|)? (?P<title>[^|]+?)(?: \|.*)?$"),
    "file": re.compile(r"^\| (?P<id>DF-\d+[A-C]?) \| (?P<title>[^|]+) \|"),
    "control": re.compile(r"^\| (?P<id>CTRL-\d{3}) \| (?P<title>[^|]+) \|"),
    "law": re.compile(r"^\| (?P<id>LAW-\d{2}) \| (?P<title>[^|]+) \|"),
}
EXPECTED = {"system": 41, "function": 165, "flow": 41, "file": 24, "control": 228, "law": 62, "clause": 143}
"""The counts that the reference states of itself; a mismatch means that a text was read wrongly."""

FILES = {
    "DF-1A": "Register file, Ebina",
    "DF-1B": "Register file, Minato",
    "DF-1C": "Register file, Kodaira",
    "DF-2": "Identification information file of the municipality",
    "DF-3": "Delivery address information file",
    "DF-4": "Identification information file of the prefecture",
    "DF-5": "Supplementary identification information file of the prefecture",
    "DF-6": "Mover's application file (deleted in 2022)",
    "DF-7": "Identification information file of the Agency",
}
"""English titles of files that the reference names in Japanese only."""


def short(title: str) -> str:
    """A title on one line, without the source's marks and quotations, cut at a word."""
    plain = re.sub(r"\s*\([^()]*`[^()]*\)|\[DOC\]|[`*]", "", title)
    plain = re.sub(r"\s+", " ", plain).strip(" ;:,")
    if len(plain) <= LONGEST:
        return plain
    return plain[:LONGEST].rsplit(" ", 1)[0].rstrip(" ;:,") + " …"


def from_catalogue(text: str) -> dict[str, dict[str, str]]:
    """Ids of systems, functions, flows, files, controls and laws."""
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        for kind, pattern in ROWS.items():
            match = pattern.match(line)
            if match and match["id"] not in found:
                title = FILES.get(match["id"]) or short(match["title"])
                found[match["id"]] = {"kind": kind, "title": title}
    return found


def from_standard(text: str, english: dict[str, str]) -> dict[str, dict[str, str]]:
    """Ids of the standard's clauses, with their Japanese headings and our English titles."""
    found = {}
    for match in re.finditer(r"^----\n(?P<number>\d+(?:\.\d+)+)\.? *(?P<heading>.+)$", text, re.MULTILINE):
        number = match["number"]
        found[f"STD-{number}"] = {"kind": "clause", "title": english[number], "japanese": match["heading"].strip()}
    return found


def order(key: str) -> tuple[str, list[int], str]:
    """Sort by family, then by the numbers in the id."""
    return key.split("-", maxsplit=1)[0].rstrip("0123456789"), [int(n) for n in re.findall(r"\d+", key)], key


def main(reference: Path) -> None:
    """Build, check the counts, write."""
    lines = TITLES.read_text(encoding="utf-8").splitlines()
    english = dict(line.split("\t") for line in lines)
    found = from_catalogue((reference / "seed-requirements.md").read_text(encoding="utf-8"))
    found |= from_standard((reference / "standard-v1-chapter3.txt").read_text(encoding="utf-8"), english)
    counts = {kind: sum(entry["kind"] == kind for entry in found.values()) for kind in EXPECTED}
    if counts != EXPECTED:
        sys.exit(f"counts differ from what the reference states: {counts} instead of {EXPECTED}")
    ordered = {key: found[key] for key in sorted(found, key=order)}
    TARGET.write_text(json.dumps(ordered, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
