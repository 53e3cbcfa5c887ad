"""How a name stands in the register: a person's name, a common name, a former surname.

Source: standard chapter 3, 1.1.1, 1.1.2, 1.1.7 (former surnames and common names) and 1.1.18
(furigana and the flag that says whether the person confirmed it).
"""

from __future__ import annotations

import msgspec

from daicho.values.dates import RegisterDate  # noqa: TC001 - msgspec reads the annotations at run time

IDEOGRAPHIC_SPACE = "\u3000"


class PersonName(msgspec.Struct, frozen=True, omit_defaults=True):
    """A resident's name (氏名).

    Attributes:
        family: 氏 as written, with variation selectors.
        given: 名 as written.
        family_furigana: reading of the surname, katakana (standard 1.1.18).
        given_furigana: reading of the given name, katakana.
        family_furigana_confirmed: the resident confirmed the reading; readings kept only for
            convenience before 26 May 2025 are never confirmed by themselves.
        given_furigana_confirmed: the same for the given name; the two may be confirmed apart.
        roman: name in Roman letters, as on the residence card of a foreign resident.
        single: the name of a person whose name is one field, or kanji beside the Roman letters.
    """

    family: str = ""
    given: str = ""
    family_furigana: str = ""
    given_furigana: str = ""
    family_furigana_confirmed: bool = False
    given_furigana_confirmed: bool = False
    roman: str = ""
    single: str = ""

    @property
    def written(self) -> str:
        """The whole name as printed: surname, ideographic space, given name; or the one field; or the Roman letters."""
        return _joined(self.family, self.given) or self.single or self.roman

    @property
    def furigana(self) -> str:
        """The whole reading, surname and given name with an ideographic space between them."""
        return _joined(self.family_furigana, self.given_furigana)


class CommonName(msgspec.Struct, frozen=True, omit_defaults=True):
    """A foreign resident's common name (通称) with where and when it was entered and deleted (standard 1.1.2, 1.1.7).

    `confirmed`: the resident confirmed the reading (通称のフリガナ確認フラグ). Municipalities stand as names, and as
    codes beside them.
    """

    written: str
    furigana: str = ""
    recorded_on: RegisterDate | None = None
    recorded_municipality: str = ""
    deleted_on: RegisterDate | None = None
    deleted_municipality: str = ""
    confirmed: bool = False
    recorded_municipality_code: str = ""
    deleted_municipality_code: str = ""


class FormerSurname(msgspec.Struct, frozen=True, omit_defaults=True):
    """A former surname (旧氏) that a resident asked to have recorded (standard 1.1.7, DF-2 item 37)."""

    written: str
    furigana: str = ""
    confirmed: bool = False
    recorded_on: RegisterDate | None = None
    municipality_code: str = ""


def _joined(family: str, given: str) -> str:
    return IDEOGRAPHIC_SPACE.join(part for part in (family, given) if part)
