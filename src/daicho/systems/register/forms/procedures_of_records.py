"""Procedures by which a record is put right or given other numbers and names (STD-4.2.3, 4.3, 4.4, 1.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

from daicho.law.commands import Basis
from daicho.systems.register.forms import amending, details
from daicho.systems.register.forms.procedure import OFFICIAL, Group, Procedure, anybody, foreign, japanese, present

if TYPE_CHECKING:
    from daicho.law.records import ResidentRecord

CORRECTING: Final = Group(gettext_lazy("修正"), "Alt+V")
NUMBERS: Final = Group(gettext_lazy("住民票コード・個人番号"), "Alt+B")
NAMES: Final = Group(gettext_lazy("旧氏・通称"), "Alt+K")


_SURNAME: Final = ("former_surname", gettext_lazy("今の旧氏"))
_COMMON_NAME: Final = ("common_name", gettext_lazy("今の通称"))
_CODE: Final = ("resident_record_code", gettext_lazy("今の住民票コード"))


def _without_code(record: ResidentRecord) -> bool:
    return present(record) and record.resident_record_code is None


def _with_code(record: ResidentRecord) -> bool:
    return present(record) and record.resident_record_code is not None


def _without_number(record: ResidentRecord) -> bool:
    return present(record) and record.individual_number_ref is None


def _with_number(record: ResidentRecord) -> bool:
    return present(record) and record.individual_number_ref is not None


def _with_former_surname(record: ResidentRecord) -> bool:
    return japanese(record) and record.former_surname is not None


def _without_common_name(record: ResidentRecord) -> bool:
    return foreign(record) and record.common_name is None


def _with_common_name(record: ResidentRecord) -> bool:
    return foreign(record) and record.common_name is not None


_CORRECTING: Final = (
    Procedure(
        kind="clerical_correction",
        group=CORRECTING,
        digit=1,
        key="Alt+7",
        effective=gettext_lazy("誤った記載の始まる日"),
        optional_day=True,
        bases=(Basis.EX_OFFICIO,),
        single=True,
        amends=amending.EVERYTHING,
        offered=anybody,
        hint=gettext_lazy(
            "直す項目だけを書き換えます。日が空欄なら、住民となった日から直します。誤った記載は履歴に残ります。"
        ),
    ),
    Procedure(
        kind="ex_officio_correction",
        group=CORRECTING,
        digit=2,
        bases=OFFICIAL,
        single=True,
        also=gettext_lazy("同じ本籍・筆頭者にする世帯員"),
        amends=amending.EVERYTHING,
        hint=gettext_lazy("変わった項目だけを書き換えます。異動日から新しい内容になります。"),
    ),
    Procedure(
        kind="domicile_notice",
        command="ex_officio_correction",
        group=CORRECTING,
        digit=3,
        name=gettext_lazy("本籍地からの通知(法9条2項)"),
        notified=gettext_lazy("住民票記載事項通知の年月日"),
        bases=(Basis.NOTICE,),
        single=True,
        also=gettext_lazy("同じ本籍・筆頭者にする世帯員"),
        amends=amending.OF_FAMILY_REGISTER,
        hint=gettext_lazy("本籍地の市区町村からの住民票記載事項通知により修正します(住民基本台帳法第9条第2項)。"),
    ),
    Procedure(
        kind="minor_correction",
        group=CORRECTING,
        digit=4,
        bases=OFFICIAL,
        single=True,
        also=gettext_lazy("住所を同じに直す世帯員"),
        details=details.MinorGroundForm,
        amends=amending.NAME_AND_ADDRESS,
        workbench=True,
        hint=gettext_lazy("氏名の文字と住所の表示だけを、定められた事由で直します。"),
    ),
)

_NUMBERS: Final = (
    Procedure(
        kind="resident_record_code_changed",
        group=NUMBERS,
        digit=1,
        name=gettext_lazy("住民票コードの変更請求"),
        bases=(Basis.REQUEST,),
        single=True,
        shows=_CODE,
        offered=_with_code,
        hint=gettext_lazy("新しい住民票コードは、本登録のときに付番されます(住民基本台帳法第30条の4)。"),
    ),
    Procedure(
        kind="resident_record_code_given",
        command="resident_record_code_changed",
        group=NUMBERS,
        digit=2,
        name=gettext_lazy("住民票コードの職権記載"),
        bases=(Basis.EX_OFFICIO,),
        single=True,
        offered=_without_code,
        hint=gettext_lazy("住民票コードのない人に付番します(住民基本台帳法第30条の3)。"),
    ),
    Procedure(
        kind="resident_record_code_corrected",
        command="clerical_correction",
        group=NUMBERS,
        digit=3,
        name=gettext_lazy("住民票コードの修正"),
        effective=gettext_lazy("誤った記載の始まる日"),
        optional_day=True,
        bases=(Basis.EX_OFFICIO,),
        single=True,
        amends=("code",),
        offered=_with_code,
        hint=gettext_lazy(
            "誤って記載した住民票コードを正しいコードに直します。日が空欄なら、住民となった日から直します。"
        ),
    ),
    Procedure(
        kind="individual_number_assigned",
        group=NUMBERS,
        digit=4,
        name=gettext_lazy("個人番号の職権記載"),
        bases=(Basis.NOTICE, Basis.EX_OFFICIO),
        single=True,
        number=True,
        details=details.EvidenceForm,
        offered=_without_number,
    ),
    Procedure(
        kind="individual_number_requested",
        command="individual_number_changed",
        group=NUMBERS,
        digit=5,
        name=gettext_lazy("個人番号の変更請求"),
        bases=(Basis.REQUEST,),
        single=True,
        number=True,
        details=details.EvidenceForm,
        offered=_with_number,
        hint=gettext_lazy("機構から通知された新しい個人番号を入れます(番号法第7条第2項)。"),
    ),
    Procedure(
        kind="individual_number_corrected",
        command="individual_number_changed",
        group=NUMBERS,
        digit=6,
        name=gettext_lazy("個人番号の職権修正"),
        bases=(Basis.EX_OFFICIO, Basis.NOTICE),
        single=True,
        number=True,
        details=details.EvidenceForm,
        offered=_with_number,
    ),
)

_NAMES: Final = (
    Procedure(
        kind="former_surname_changed",
        group=NAMES,
        digit=1,
        name=gettext_lazy("旧氏の記載・変更"),
        bases=(Basis.REQUEST,),
        single=True,
        shows=_SURNAME,
        details=details.FormerSurnameForm,
        offered=japanese,
    ),
    Procedure(
        kind="former_surname_deleted",
        command="former_surname_changed",
        group=NAMES,
        digit=2,
        name=gettext_lazy("旧氏の削除"),
        bases=(Basis.REQUEST, Basis.EX_OFFICIO),
        single=True,
        shows=_SURNAME,
        offered=_with_former_surname,
    ),
    Procedure(
        kind="common_name_recorded",
        command="common_name_changed",
        group=NAMES,
        digit=3,
        name=gettext_lazy("通称の記載"),
        bases=(Basis.STATEMENT,),
        single=True,
        details=details.CommonNameForm,
        offered=_without_common_name,
    ),
    Procedure(
        kind="common_name_deleted",
        command="common_name_changed",
        group=NAMES,
        digit=4,
        name=gettext_lazy("通称の削除"),
        bases=(Basis.STATEMENT, Basis.EX_OFFICIO),
        single=True,
        shows=_COMMON_NAME,
        offered=_with_common_name,
    ),
)

CORRECTIONS: Final = (*_CORRECTING, *_NUMBERS, *_NAMES)
"""All of them, under their headings."""
