"""Build the character tables of daicho.values from their sources; the same sources give the same bytes.

    .venv/bin/python tools/build_mj_tables.py --unicode-data /usr/share/unicode

Sources: the IPAmj Mincho font (its cmap and glyph names are the MJ numbers), the tables that
jntajis-python carries (MJ list, MJ shrink map, JIS shrink map of the National Tax Agency), the
Ideographic Variation Database that mojivs carries (only to check the font against), the Unihan
database (Debian package unicode-data) and the JIS X 0208 and JIS X 0213 codecs of Python.

Written to src/daicho/values/data: mj.bin, jis_shrink.txt, kanji.txt, repertoires/*.json.
The licence of each file stands beside it in a LICENSE-*.md.
"""

# ruff: noqa: PLR2004 - the numbers are code points and column counts of the sources

from __future__ import annotations

import argparse
import bz2
import importlib.util
import json
import re
import struct
import sys
import unicodedata
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

FONT = Path("/usr/share/fonts/truetype/ipamj/ipamjm.ttf")
DATA = Path(__file__).parents[1] / "src" / "daicho" / "values" / "data"
FIRST_SUPPLEMENT_SELECTOR = 0xE0100


class Font(NamedTuple):
    """What the font says: MJ numbers by code point and by sequence, and its other code points."""

    version: str
    plain: dict[int, int]
    sequences: dict[tuple[int, int], int]
    others: set[int]


class Lists(NamedTuple):
    """What the lists say: where MJ numbers stand, and what the shrink map makes of them."""

    places: dict[int, set[tuple[int, int]]]
    shrink: dict[int, tuple[tuple[int, ...], ...]]
    jis_shrink: dict[str, str]


def read_font(path: Path) -> Font:
    """The font's cmap; glyph names such as mj026190 are MJ numbers."""
    font = TTFont(path, lazy=True)
    best = font.getBestCmap()
    variations = next(table for table in font["cmap"].tables if table.format == 14).uvsDict
    plain = {code: int(glyph[2:]) for code, glyph in best.items() if glyph.startswith("mj")}
    sequences = {}
    for selector, pairs in variations.items():
        for base, glyph in pairs:
            name = glyph or best[base]
            if name.startswith("mj"):
                sequences[base, selector] = int(name[2:])
    return Font(
        font["name"].getDebugName(5),
        plain,
        sequences,
        {code for code in set(best) - set(plain) if unicodedata.category(chr(code)) not in {"Cf", "Co"}},
    )


def read_lists() -> Lists:
    """The tables inside the C header of jntajis-python, read as text."""
    spec = importlib.util.find_spec("jntajis")
    if spec is None or spec.origin is None:
        sys.exit("jntajis-python is not installed")
    text = (Path(spec.origin).parent / "_jntajis.h").read_text()
    return Lists(_places(text), _shrink(text), _jis_shrink(text))


def _places(text: str) -> dict[int, set[tuple[int, int]]]:
    places: dict[int, set[tuple[int, int]]] = {}
    for table in re.finditer(r"static const MJMappingSet \w+\[\d+\] = \{(.*?)\n\};", text, re.DOTALL):
        for row in re.finditer(r"\{(\d+), \{((?:\{[\d, ]+\},? ?)+)\}\}", table[1]):
            found = places.setdefault(int(row[1]), set())
            for base, used, has, selector in re.findall(r"\{(\d+), (\d+), (\d+), (\d+)\}", row[2]):
                if used == "1":
                    found.add((int(base), _selector(int(selector)) if has == "1" else 0))
    return places


def _selector(index: int) -> int:
    return 0xFE00 + index if index < 16 else FIRST_SUPPLEMENT_SELECTOR + index - 16


def _shrink(text: str) -> dict[int, tuple[tuple[int, ...], ...]]:
    start = text.index("mj_shrink_mappings[")
    body = text[text.index("\n", start) : text.index("\n};", start)]
    four = re.findall(r"\{\s*" + r",\s*".join([r"\{([^}]*)\}"] * 4) + r"\s*\}", body)
    rows = {
        number: tuple(tuple(int(code) for code in cell.split(",") if code.strip() != "-1") for cell in row)
        for number, row in enumerate(four)
    }
    return {number: row for number, row in rows.items() if any(row)}


def _jis_shrink(text: str) -> dict[str, str]:
    start = text.index("tx_mappings[")
    body = text[start : text.index("\n};", start)]
    row = re.compile(
        r"\{\s*\d+,\s*\{([^}]*)\},\s*\{[^}]*\},\s*JISCharacterClass_(\w+),\s*\d+,\s*\{[^}]*\},\s*\{([^}]*)\}", re.DOTALL
    )
    pairs = {}
    for source, kind, target in row.findall(body):
        before, after = _text(source), _text(target)
        if (
            "0208" not in kind
            and kind in {"JISX0213_NON_KANJI", "KANJI_LEVEL_3", "KANJI_LEVEL_4"}
            and after
            and before != after
        ):
            pairs[before] = after
    return pairs


def _text(cell: str) -> str:
    return "".join(chr(int(code)) for code in cell.split(",") if code.strip() not in {"", "-1", "0"})


def check(font: Font, lists: Lists) -> None:
    """Stop when the sources contradict one another."""
    listed = {place: number for number, places in lists.places.items() for place in places if place[1]}
    spec = importlib.util.find_spec("mojivs")
    if spec is None or spec.origin is None:
        sys.exit("mojivs is not installed")
    database = (Path(spec.origin).parent / "data" / "ivd.txt").read_text()
    registered = {
        (int(base, 16), int(selector, 16)): int(number)
        for base, selector, number in re.findall(r"^(\w+) (\w+); Moji_Joho; MJ(\d+)$", database, re.MULTILINE)
    }
    wrong = [
        place
        for table in (listed, registered)
        for place, number in table.items()
        if font.sequences.get(place) != number
    ]
    if wrong:
        sys.exit(f"the sources disagree about {len(wrong)} sequences")


def runs(pairs: dict[int, int]) -> Iterator[tuple[int, int, int]]:
    """(first code point, first MJ number, length) for stretches in which both rise by one."""
    first = number = length = -1
    for code in sorted(pairs):
        if code == first + length and pairs[code] == number + length:
            length += 1
            continue
        if length > 0:
            yield first, number, length
        first, number, length = code, pairs[code], 1
    yield first, number, length


def ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """(first, last) for stretches of consecutive code points."""
    for first, _, length in runs({code: code for code in codes}):
        yield first, first + length - 1


def mj_table(font: Font, lists: Lists) -> bytes:
    """One line of JSON that describes the sections, then the sections as little-endian 32-bit words."""
    drawn = set(font.plain.values()) | set(font.sequences.values())
    sections: dict[str, list[int]] = {
        "plain": [word for run in runs(font.plain) for word in run],
        "sequences": [word for (base, mark), number in sorted(font.sequences.items()) for word in (base, mark, number)],
        "others": [word for pair in ranges(font.others) for word in pair],
        "withdrawn": [
            word
            for number, places in sorted(lists.places.items())
            if number not in drawn
            for base, _ in sorted(places)
            for word in (number, base)
        ],
        "shrink": [
            word
            for number, row in sorted(lists.shrink.items())
            for scheme, targets in enumerate(row)
            for target in sorted(targets)
            for word in (scheme << 24 | number, target)
        ],
    }
    header = {
        "name": "MJ",
        "version": f"IPAmj Mincho {font.version}; jntajis-python {metadata.version('jntajis-python')}",
        "checked": f"mojivs {metadata.version('mojivs')}",
        "licence": "CC BY-SA 2.1 JP, see LICENSE-mj.md",
        "sections": {name: len(words) for name, words in sections.items()},
    }
    body = b"".join(struct.pack(f"<{len(words)}I", *words) for words in sections.values())
    return json.dumps(header, ensure_ascii=False).encode() + b"\n" + body


def jis_shrink_table(lists: Lists) -> str:
    """Level 3 and 4 and what level 1 and 2 puts in their place, one pair a line."""
    return "".join(f"{before}\t{after}\n" for before, after in sorted(lists.jis_shrink.items()))


KANA = (
    "a ア i イ u ウ e エ o オ ka カ ki キ ku ク ke ケ ko コ sa サ shi シ "
    "su ス se セ so ソ ta タ chi チ tsu ツ te テ to ト na ナ ni ニ nu ヌ ne ネ "
    "no ノ ha ハ hi ヒ fu フ he ヘ ho ホ ma マ mi ミ mu ム me メ mo モ ya ヤ "
    "yu ユ yo ヨ ra ラ ri リ ru ル re レ ro ロ wa ワ wi ヰ we ヱ wo ヲ n ン "
    "ga ガ gi ギ gu グ ge ゲ go ゴ za ザ ji ジ zu ズ ze ゼ zo ゾ da ダ di ヂ "
    "du ヅ de デ do ド ba バ bi ビ bu ブ be ベ bo ボ pa パ pi ピ pu プ pe ペ "
    "po ポ si シ ti チ tu ツ hu フ zi ジ sha シャ shu シュ sho ショ cha チャ chu チュ cho チョ "
    "ja ジャ ju ジュ jo ジョ dzu ヅ"
)


def kana_table() -> dict[str, str]:
    """Hepburn syllables, with the contracted ones made from their consonants."""
    words = KANA.split()
    table = dict(zip(words[::2], words[1::2], strict=True))
    rows = (("k", "キ"), ("g", "ギ"), ("n", "ニ"), ("h", "ヒ"), ("b", "ビ"), ("p", "ピ"), ("m", "ミ"), ("r", "リ"))
    for consonant, kana in rows:
        table |= {consonant + "y" + vowel: kana + small for vowel, small in zip("auo", "ャュョ", strict=True)}
    return table


def to_kana(roman: str, table: dict[str, str]) -> str | None:
    """Katakana of a reading in Unihan's Roman letters; nothing when it is not Japanese."""
    kana, rest = "", roman.lower().replace("'", "").replace("-", "")
    while rest:
        if (len(rest) > 1 and rest[0] == rest[1] and rest[0] not in "aiueon") or rest.startswith("tch"):
            kana, rest = kana + "ッ", rest[1:]
        size = next((size for size in (3, 2, 1) if rest[:size] in table), 0)
        if not size:
            return None
        kana, rest = kana + table[rest[:size]], rest[size:]
    return kana


def unihan(folder: Path, name: str, fields: set[str]) -> Iterator[tuple[int, str, str]]:
    """(code point, field, value) of the fields asked for."""
    with bz2.open(folder / f"Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] in fields:
                yield int(parts[0].replace("U+", "0x"), 0), parts[1], parts[2]


def kanji_table(folder: Path, wanted: set[int]) -> str:
    """Code point, strokes, radical, readings: one kanji a line, for the picker."""
    facts: dict[int, list[str]] = {}
    for code, field, value in unihan(folder, "IRGSources", {"kTotalStrokes", "kRSUnicode"}):
        place = 0 if field == "kTotalStrokes" else 1
        facts.setdefault(code, ["", "", ""])[place] = value.split()[0].split(".")[0].rstrip("'")
    table = kana_table()
    for code, _, value in unihan(folder, "Readings", {"kJapaneseOn", "kJapaneseKun"}):
        row = facts.setdefault(code, ["", "", ""])
        readings = [*row[2].split(), *filter(None, (to_kana(word, table) for word in value.split()))]
        row[2] = " ".join(dict.fromkeys(readings))
    return "".join(f"{code:X}\t" + "\t".join(facts[code]) + "\n" for code in sorted(wanted & set(facts)))


def jis_x_0208() -> tuple[set[int], set[str]]:
    """The 6,879 characters of the 94 by 94 table."""
    return _decoded("euc_jp", bytes(range(0xA1, 0xFF)), bytes(range(0xA1, 0xFF)))


def jis_x_0213() -> tuple[set[int], set[str]]:
    """The 11,233 characters of both planes; 25 of them are two code points long.

    Shift JIS, since Python's EUC codec lets JIS X 0212 in beside the second plane.
    """
    leads = bytes((*range(0x81, 0xA0), *range(0xE0, 0xFD)))
    return _decoded("shift_jis_2004", leads, bytes((*range(0x40, 0x7F), *range(0x80, 0xFD))))


def _decoded(codec: str, leads: bytes, trails: bytes) -> tuple[set[int], set[str]]:
    codes, pairs = set(), set()
    for lead in leads:
        for trail in trails:
            try:
                text = bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                codes.add(ord(text))
            else:
                pairs.add(text)
    return codes, pairs


# The same cell of the JIS table is written with either code point, depending on the maker.
ALIASES = {0x2014: 0x2015, 0x301C: 0xFF5E, 0x2016: 0x2225, 0x2212: 0xFF0D, 0xA2: 0xFFE0, 0xA3: 0xFFE1, 0xAC: 0xFFE2,
           0xA5: 0xFFE5, 0x203E: 0xFFE3, 0x5C: 0xFF3C}  # fmt: skip


def with_aliases(codes: set[int]) -> set[int]:
    """Both spellings of each cell, full-width forms of the ASCII cells, and ASCII itself, with the space."""
    both = {other for one, other in ALIASES.items() if one in codes} | {
        one for one, other in ALIASES.items() if other in codes
    }
    wide = {code + 0xFEE0 for code in codes if 0x21 <= code <= 0x7E}
    return codes | both | wide | set(range(0x20, 0x7F))


def repertoire(name: str, *, codes: set[int], pairs: Iterable[str] = (), **facts: object) -> str:
    """A repertoire file: what it is, and its code points as ranges."""
    spelled = " ".join(f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in ranges(codes))
    content = {"name": name, **facts, "code_points": spelled, "sequences": sorted(pairs)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def is_kanji(code: int) -> bool:
    """Ideographs and their marks: what MJ numbers stand for."""
    return (
        0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
        or code in {0x3005, 0x3006, 0x3007, 0x303B}
    )


def repertoires(font: Font) -> dict[str, str]:
    """The files of data/repertoires by file name."""
    level_2, _ = jis_x_0208()
    level_4, pairs = jis_x_0213()
    signs = {code for code in with_aliases(level_4) if not is_kanji(code)}
    bmp = {code for code in font.plain if code <= 0xFFFF and is_kanji(code) and not 0x3400 <= code <= 0x4DB5}
    jis_source = {"source": "Python codec tables of the standard", "licence": "facts of the standard"}
    return {
        "jis-x-0208.json": repertoire(
            "JIS X 0208", version="JIS X 0208:1997", date="1997-01-20", stand_in=False, mj=False, note="",
            **jis_source, codes=with_aliases(level_2),
        ),
        "jis-x-0213.json": repertoire(
            "JIS X 0213", version="JIS X 0213:2004", date="2004-02-20", stand_in=False, mj=False, note="",
            **jis_source, codes=with_aliases(level_4), pairs=pairs,
        ),
        "mj.json": repertoire(
            "MJ", version=f"IPAmj Mincho {font.version}", date="2017-12-20", stand_in=False, mj=True,
            note="Every MJ name of mj.bin, and the signs, letters and kana of JIS X 0213.",
            source="mj.bin; JIS X 0213:2004", licence="CC BY-SA 2.1 JP, see LICENSE-mj.md", codes=signs, pairs=pairs,
        ),
        "juki-net-stand-in.json": repertoire(
            "Juki-net (stand-in)", version="stand-in 1", date="2026-11-21", stand_in=True, mj=False,
            note="The list of the unified characters of Juki-net is not public. This file stands in for it: "
            "the kanji of MJ with a code point of their own in the basic plane, outside extension A, and the signs "
            "of JIS X 0213. Put the true list in its place with characters.install().",
            source="mj.bin; JIS X 0213:2004", licence="CC BY-SA 2.1 JP, see LICENSE-mj.md", codes=bmp | signs,
        ),
    }  # fmt: skip


def build(*, font_path: Path, unicode_data: Path) -> dict[str, bytes]:
    """Every file by its path below data."""
    font, lists = read_font(font_path), read_lists()
    check(font, lists)
    kanji = {code for code in font.plain if is_kanji(code)} | {base for base, _ in font.sequences}
    files: dict[str, bytes] = {
        "mj.bin": mj_table(font, lists),
        "jis_shrink.txt": jis_shrink_table(lists).encode(),
        "kanji.txt": kanji_table(unicode_data, kanji).encode(),
    }
    return files | {f"repertoires/{name}": text.encode() for name, text in repertoires(font).items()}


def main(say: Callable[[str], object] = print) -> int:
    """Write the files, or with --check say which ones differ from their sources."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--font", type=Path, default=FONT)
    parser.add_argument("--unicode-data", type=Path, default=Path("/usr/share/unicode"))
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file differs")
    options = parser.parse_args()
    differing = 0
    for name, content in build(font_path=options.font, unicode_data=options.unicode_data).items():
        path = DATA / name
        if path.exists() and path.read_bytes() == content:
            continue
        differing += 1
        say(f"{name}: {len(content)} bytes")
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return 1 if options.check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
