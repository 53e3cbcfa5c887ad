"""The slips as data: on what each rests, whether it carries the seal or a code, and to whom it may be handed.

Source: standard chapter 3, 4.0.4, 4.0.5, 4.1.0.3, 4.1.3.1.4, 4.2.0.1, 4.3.3, 5.6, 20.4; Basic Resident Register Act,
Articles 8, 9, 25, 30-3, 30-4; its Order, Article 12.
"""

from __future__ import annotations

from typing import Final

import msgspec

from daicho.documents.certificates import Form


class SlipKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of slip."""

    form: Form
    clause: str
    article: str  # as the slip cites it
    per_person: bool = True  # one for each person; else one for the act
    carries_code: bool = False
    sealed: bool = True
    stays: bool = False  # kept in the office: no addressee, nobody it is handed to


_KINDS: Final = (
    SlipKind(
        form=Form.ACCEPTANCE_NOTICE, clause="4.1.0.3", article="住民基本台帳法第27条", per_person=False, sealed=False
    ),
    SlipKind(
        form=Form.EX_OFFICIO_RECORD,
        clause="4.2.0.1",
        article="住民基本台帳法第8条",
        per_person=False,
        sealed=False,
        stays=True,
    ),
    SlipKind(form=Form.EX_OFFICIO_NOTICE, clause="4.2.0.1", article="住民基本台帳法施行令第12条第4項"),
    SlipKind(form=Form.CODE_NOTICE, clause="4.3.3, 20.4.1", article="住民基本台帳法第30条の3", carries_code=True),
    SlipKind(
        form=Form.CODE_CHANGE_NOTICE, clause="4.3.3, 20.4.2", article="住民基本台帳法第30条の4", carries_code=True
    ),
    SlipKind(
        form=Form.CODE_CORRECTION_NOTICE, clause="4.3.3, 20.4.3", article="住民基本台帳法第30条の3", carries_code=True
    ),
    SlipKind(form=Form.NOTICE_OF_CHANGE_OF_HEAD, clause="4.0.4, 4.0.5", article="住民基本台帳法第8条"),
    SlipKind(form=Form.REQUEST_TO_NAME_HEAD, clause="4.0.5", article="住民基本台帳法第25条"),
    SlipKind(
        form=Form.MOVE_IN_NOTICE_INQUIRY, clause="4.1.3.1.4", article="住民基本台帳法第9条第1項", per_person=False
    ),
    SlipKind(
        form=Form.MISSING_NOTICE_LIST,
        clause="4.1.3.1.4",
        article="住民基本台帳法第9条第1項",
        per_person=False,
        sealed=False,
        stays=True,
    ),
)

KINDS: Final[dict[Form, SlipKind]] = {kind.form: kind for kind in _KINDS}
"""Every slip by its form."""

SLIPS: Final = frozenset(KINDS)
"""The forms that are slips."""

LISTS: Final = frozenset({Form.MISSING_NOTICE_LIST})
"""Slips of no act: what the register says of some people today."""

CODE_FORMS: Final = frozenset(kind.form for kind in _KINDS if kind.carries_code)
"""Slips that carry a resident record code: handed only to whoever was identified."""
