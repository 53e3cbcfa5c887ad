"""Readings as the register keeps them: in katakana, whichever kana was typed (STD-1.1.18)."""

from typing import Any, Final

import msgspec

from daicho.values.names import CommonName, FormerSurname, PersonName, katakana

_READINGS: Final[dict[type[Any], tuple[str, ...]]] = {
    PersonName: ("family_furigana", "given_furigana"),
    FormerSurname: ("furigana",),
    CommonName: ("furigana",),
}


def in_katakana(value: Any) -> Any:
    """A name, former surname or common name with its readings in katakana; anything else as it is."""
    readings = {field: katakana(getattr(value, field)) for field in _READINGS.get(type(value), ())}
    changed = {field: reading for field, reading in readings.items() if reading != getattr(value, field)}
    return msgspec.structs.replace(value, **changed) if changed else value
