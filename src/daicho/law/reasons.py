"""The 37 reasons of change (異動事由) and the three classes they fall into.

Source: standard chapter 3, 1.2.2. Each person changed by a procedure gets exactly one of them.
"""

from enum import StrEnum


class ChangeClass(StrEnum):
    """The three classes of change to a resident record (Basic Resident Register Act, Article 8)."""

    ENTRY = "記載"
    REMOVAL = "消除"
    CORRECTION = "修正"


class Reason(StrEnum):
    """One of the 37 reasons of change. The value is the stored identifier, never shown to a clerk.

    In the order of the standard: entries (記載), removals (消除), corrections (修正).
    """

    DOMESTIC_MOVE_IN = "domestic_move_in"
    MOVE_IN_FROM_ABROAD = "move_in_from_abroad"
    BIRTH = "birth"
    EX_OFFICIO_ENTRY_NATURALISATION = "ex_officio_entry_naturalisation"
    EX_OFFICIO_ENTRY_LOSS_OF_NATIONALITY = "ex_officio_entry_loss_of_nationality"
    EX_OFFICIO_ENTRY = "ex_officio_entry"
    REMAKING_ENTRY = "remaking_entry"
    RESTORATION_ENTRY = "restoration_entry"
    CANCELLATION_ENTRY = "cancellation_entry"
    DOMESTIC_MOVE_OUT = "domestic_move_out"
    MOVE_OUT_ABROAD = "move_out_abroad"
    DEATH = "death"
    EX_OFFICIO_REMOVAL_NATURALISATION = "ex_officio_removal_naturalisation"
    EX_OFFICIO_REMOVAL_LOSS_OF_NATIONALITY = "ex_officio_removal_loss_of_nationality"
    EX_OFFICIO_REMOVAL = "ex_officio_removal"
    REMAKING_REMOVAL = "remaking_removal"
    RESTORATION_REMOVAL = "restoration_removal"
    CANCELLATION_REMOVAL = "cancellation_removal"
    RELOCATION = "relocation"
    MINOR_CORRECTION = "minor_correction"
    EX_OFFICIO_CORRECTION = "ex_officio_correction"
    CLERICAL_CORRECTION = "clerical_correction"
    INDIVIDUAL_NUMBER_CHANGE_ON_REQUEST = "individual_number_change_on_request"
    INDIVIDUAL_NUMBER_EX_OFFICIO_CORRECTION = "individual_number_ex_officio_correction"
    INDIVIDUAL_NUMBER_EX_OFFICIO_ENTRY = "individual_number_ex_officio_entry"
    RESIDENT_RECORD_CODE_CHANGE_ON_REQUEST = "resident_record_code_change_on_request"
    RESIDENT_RECORD_CODE_EX_OFFICIO_ENTRY = "resident_record_code_ex_officio_entry"
    HOUSEHOLD_SPLIT = "household_split"
    HOUSEHOLD_MERGE = "household_merge"
    HOUSEHOLD_CHANGE = "household_change"
    CHANGE_OF_HEAD = "change_of_head"
    FORMER_SURNAME_ENTRY = "former_surname_entry"
    FORMER_SURNAME_CHANGE = "former_surname_change"
    FORMER_SURNAME_DELETION = "former_surname_deletion"
    COMMON_NAME_ENTRY = "common_name_entry"
    COMMON_NAME_DELETION = "common_name_deletion"
    CANCELLATION_CORRECTION = "cancellation_correction"

    @property
    def change_class(self) -> ChangeClass:
        """The class (記載, 消除, 修正) that the reason belongs to."""
        return _CLASS_OF[self]

    @property
    def japanese(self) -> str:
        """The reason's name as the standard writes it."""
        return _JAPANESE[self]


_JAPANESE: dict[Reason, str] = {
    Reason.DOMESTIC_MOVE_IN: "国内転入",
    Reason.MOVE_IN_FROM_ABROAD: "国外転入等",
    Reason.BIRTH: "出生",
    Reason.EX_OFFICIO_ENTRY_NATURALISATION: "職権記載(帰化等)",
    Reason.EX_OFFICIO_ENTRY_LOSS_OF_NATIONALITY: "職権記載(国籍喪失)",
    Reason.EX_OFFICIO_ENTRY: "職権記載",
    Reason.REMAKING_ENTRY: "改製",
    Reason.RESTORATION_ENTRY: "再製",
    Reason.CANCELLATION_ENTRY: "異動の取消し(増)",
    Reason.DOMESTIC_MOVE_OUT: "国内転出",
    Reason.MOVE_OUT_ABROAD: "国外転出",
    Reason.DEATH: "死亡",
    Reason.EX_OFFICIO_REMOVAL_NATURALISATION: "職権消除(帰化等)",
    Reason.EX_OFFICIO_REMOVAL_LOSS_OF_NATIONALITY: "職権消除(国籍喪失)",
    Reason.EX_OFFICIO_REMOVAL: "職権消除",
    Reason.REMAKING_REMOVAL: "改製",
    Reason.RESTORATION_REMOVAL: "再製",
    Reason.CANCELLATION_REMOVAL: "異動の取消し(減)",
    Reason.RELOCATION: "転居",
    Reason.MINOR_CORRECTION: "軽微な修正",
    Reason.EX_OFFICIO_CORRECTION: "職権修正",
    Reason.CLERICAL_CORRECTION: "誤記修正",
    Reason.INDIVIDUAL_NUMBER_CHANGE_ON_REQUEST: "個人番号の変更請求",
    Reason.INDIVIDUAL_NUMBER_EX_OFFICIO_CORRECTION: "個人番号の職権修正",
    Reason.INDIVIDUAL_NUMBER_EX_OFFICIO_ENTRY: "個人番号の職権記載",
    Reason.RESIDENT_RECORD_CODE_CHANGE_ON_REQUEST: "住民票コードの変更請求",
    Reason.RESIDENT_RECORD_CODE_EX_OFFICIO_ENTRY: "住民票コードの職権記載",
    Reason.HOUSEHOLD_SPLIT: "世帯分離",
    Reason.HOUSEHOLD_MERGE: "世帯合併",
    Reason.HOUSEHOLD_CHANGE: "世帯変更",
    Reason.CHANGE_OF_HEAD: "世帯主変更",
    Reason.FORMER_SURNAME_ENTRY: "旧氏の記載",
    Reason.FORMER_SURNAME_CHANGE: "旧氏の変更",
    Reason.FORMER_SURNAME_DELETION: "旧氏の削除",
    Reason.COMMON_NAME_ENTRY: "通称の記載",
    Reason.COMMON_NAME_DELETION: "通称の削除",
    Reason.CANCELLATION_CORRECTION: "異動の取消し(修正)",
}

_ORDER = tuple(Reason)
_ENTRIES = frozenset(_ORDER[: _ORDER.index(Reason.DOMESTIC_MOVE_OUT)])
_REMOVALS = frozenset(_ORDER[_ORDER.index(Reason.DOMESTIC_MOVE_OUT) : _ORDER.index(Reason.RELOCATION)])
_CLASS_OF: dict[Reason, ChangeClass] = {
    reason: (
        ChangeClass.ENTRY
        if reason in _ENTRIES
        else ChangeClass.REMOVAL
        if reason in _REMOVALS
        else ChangeClass.CORRECTION
    )
    for reason in _ORDER
}
