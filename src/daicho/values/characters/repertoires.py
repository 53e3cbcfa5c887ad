"""Repertoires: which characters a receiver can hold. Each is a data file with a version and a date, never a constant.

Packaged: `JIS X 0208`, `JIS X 0213`, `MJ`, and a stand-in for the unified characters of Juki-net, whose list
is not public. `MJ+` (行政事務標準文字) is published with a font and changes from time to time: fetch the
newest list, convert it to the format below and give it to `install`.

Format: one JSON object with `name`, `version`, `date`, `source`, `licence`, `note`, `stand_in`, `mj`
(whether every MJ name belongs to it), `code_points` (hexadecimal, ranges with a hyphen, separated by
spaces), `sequences` (texts of more than one code point) and optionally `names` (text to GJ name).

Source: standard chapter 3, 7.1.1.1 (conversion to the unified characters of Juki-net); DF-2 items 3, 12, 19.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.values.characters.clusters import clusters, stand_alone
from daicho.values.characters.identity import Character, forget, identify, learn
from daicho.values.characters.tables import read_data, tables
from daicho.values.errors import InvalidValue

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGED: Final = {
    "JIS X 0208": "jis-x-0208.json",
    "JIS X 0213": "jis-x-0213.json",
    "MJ": "mj.json",
    "Juki-net": "juki-net-stand-in.json",
}


class RepertoireUnknown(InvalidValue, LookupError):  # noqa: N818 - as InvalidValue, a state
    """No file of this name is packaged or installed."""


class Repertoire(msgspec.Struct, frozen=True, dict=True, eq=False):
    """The contents of a repertoire file.

    Attributes:
        name: Name of the character set.
        version: Version of the standard or list.
        date: When the version was published (ISO).
        source: Where the list comes from.
        licence: Under which terms the file stands.
        note: What a reader must know.
        stand_in: The file only stands in for a list that is not public.
        mj: Every MJ name belongs to it.
        code_points: Single code points, as ranges.
        sequences: Texts of more than one code point that belong to it.
        names: Names of characters that the MJ list does not have, by text.
    """

    name: str
    version: str
    date: str
    source: str
    licence: str
    note: str = ""
    stand_in: bool = False
    mj: bool = False
    code_points: str = ""
    sequences: tuple[str, ...] = ()
    names: dict[str, str] = msgspec.field(default_factory=dict)

    @cached_property
    def texts(self) -> frozenset[str]:
        """Every text that belongs to it by its code points."""
        found = {*self.sequences, *self.names}
        for part in self.code_points.split():
            first, _, last = part.partition("-")
            found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
        return frozenset(found)

    @cached_property
    def letters(self) -> frozenset[str]:
        """Its texts of one letter that joins no other: where a text has no other, it lies within the repertoire."""
        return frozenset(text for text in self.texts if len(text) == 1 and stand_alone(text))

    def has(self, character: Character) -> bool:
        """Whether the character belongs to it, in this spelling or another of the same identity."""
        return self.spelling(character) is not None

    def spelling(self, character: Character) -> str | None:
        """How the repertoire spells the character: as written if it can, else another spelling of the same MJ name."""
        if character.text in self.texts:
            return character.text
        number = tables().number(character.text)
        if number is None:
            return None
        if self.mj:
            return character.text
        return next((text for text in tables().spellings[number] if text in self.texts), None)


_installed: Final[dict[str, Repertoire]] = {}


def repertoire(name: str | Repertoire) -> Repertoire:
    """A repertoire by name: the installed file if there is one, else the packaged one.

    Raises:
        RepertoireUnknown: Neither exists (`MJ+` until its list is installed).

    >>> repertoire("JIS X 0213").version
    'JIS X 0213:2004'
    >>> repertoire("Juki-net").stand_in
    True
    """
    if isinstance(name, Repertoire):
        return name
    return _installed.get(name) or _packaged(name)


_find: Final = repertoire  # for functions whose argument is called `repertoire`


@cache
def _packaged(name: str) -> Repertoire:
    if name not in _PACKAGED:
        raise RepertoireUnknown(
            "V-CHR-SET",
            f"文字集合「{name}」のファイルがありません。一覧の最新版を変換し、install で登録してください。",
            f"No file of the repertoire {name!r} is packaged or installed. Convert its newest list and install it.",
        )
    return msgspec.json.decode(read_data(f"repertoires/{_PACKAGED[name]}"), type=Repertoire)


def load(path: Path) -> Repertoire:
    """Read a repertoire file.

    Raises:
        OSError: The file cannot be read.
        msgspec.ValidationError: The file is not in the format.
    """
    return msgspec.json.decode(path.read_bytes(), type=Repertoire)


def install(path: Path) -> Repertoire:
    """Read a repertoire file and let it answer to its name from now on; its GJ names become known to `identify`."""
    loaded = load(path)
    learn(loaded.names)
    _installed[loaded.name] = loaded
    return loaded


def uninstall(name: str) -> None:
    """Go back to the packaged file, if there is one; nothing happens when none was installed."""
    loaded = _installed.pop(name, None)
    if loaded:
        forget(loaded.names)


def gaiji_count(text: str, repertoire: str | Repertoire = "Juki-net") -> int:
    """How many characters lie outside a repertoire (外字数: DF-2 items 3, 12, 19; DF-3).

    >>> gaiji_count("髙島", "JIS X 0213")
    1
    """
    chosen = _find(repertoire)
    if chosen.letters.issuperset(text):
        return 0
    strange = [cluster for cluster in clusters(text) if cluster not in chosen.texts]
    return sum(chosen.spelling(identify(cluster)[0]) is None for cluster in strange)
