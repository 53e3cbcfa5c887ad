"""Purposes of use, as data: why a person's data may be looked at, on which legal ground, in which systems.

Every look names one; most also need the number of the notification or application, so that the record can be compared
with its papers (CTRL-081).
"""

from __future__ import annotations

import msgspec


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """One purpose with its legal ground. `case_needed`: the number of the notification or application is asked for."""

    code: str
    name: str
    name_en: str
    legal_ground: str
    systems: frozenset[str]
    case_needed: bool = True


_REGISTER = frozenset({"register"})
_ALL = frozenset({"register", "municipal_cs", "prefecture", "national"})
_NETWORK = frozenset({"municipal_cs", "prefecture", "national"})

_PURPOSES = (
    Purpose(
        code="notification",
        name="届出の受付",
        name_en="Receiving a notification",
        legal_ground="住民基本台帳法第22条から第25条",
        systems=_REGISTER,
    ),
    Purpose(
        code="ex_officio",
        name="職権による記載等",
        name_en="Ex officio act",
        legal_ground="住民基本台帳法第8条",
        systems=_REGISTER,
    ),
    Purpose(
        code="copy_request",
        name="住民票の写し等の請求",
        name_en="Request for a copy",
        legal_ground="住民基本台帳法第12条から第12条の4",
        systems=_REGISTER,
    ),
    Purpose(
        code="inquiry_by_resident",
        name="本人からの問合せ",
        name_en="Question by the person",
        legal_ground="住民基本台帳法第3条",
        systems=_REGISTER,
        case_needed=False,
    ),
    Purpose(
        code="identification",
        name="本人確認情報の確認",
        name_en="Confirming identification information",
        legal_ground="住民基本台帳法第30条の10から第30条の15",
        systems=_NETWORK,
    ),
    Purpose(
        code="number_assignment",
        name="個人番号の付番・通知",
        name_en="Assignment of an individual number",
        legal_ground="番号法第7条、第8条",
        systems=_ALL,
    ),
    Purpose(
        code="consistency",
        name="整合性の確認",
        name_en="Consistency check",
        legal_ground="住民基本台帳法第14条、第30条の5",
        systems=_ALL,
        case_needed=False,
    ),
    Purpose(
        code="investigation",
        name="実態調査",
        name_en="Investigation of facts",
        legal_ground="住民基本台帳法第34条",
        systems=_REGISTER,
    ),
)

PURPOSES: dict[str, Purpose] = {purpose.code: purpose for purpose in _PURPOSES}
"""Every purpose by its code."""


def purposes_of(system: str) -> list[Purpose]:
    """Return the purposes that may be chosen in `system`, in their order."""
    return [purpose for purpose in PURPOSES.values() if system in purpose.systems]
