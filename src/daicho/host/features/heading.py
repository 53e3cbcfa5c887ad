"""The header of an act from a sheet: on what it rests, its days, who notified and how identified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daicho.host.features import typing_in
from daicho.host.features.words import BASES, NOTIFIERS
from daicho.law import commands as law
from daicho.law.commands import Basis, NotifierKind
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from daicho.host.features.named_acts import Act
    from daicho.host.features.sheets import Sheet

_EFFECTIVE: Final = (
    "異動日",
    "転入日",
    "転居日",
    "転出日",
    "転出予定日",
    "死亡日",
    "消除日",
    "記載日",
    "誤りの始まる日",
)
_EFFECTIVE_OF: Final[dict[type, tuple[str, ...]]] = {
    law.MoveInNoticeReceived: ("異動日",),
    law.Cancellation: ("取消日", "異動日"),
    law.ClericalCorrection: ("異動日", "誤りの始まる日"),
    law.ExOfficioCorrection: ("異動日",),
}
_WITHOUT_DAY: Final = frozenset({law.Birth, law.ClericalCorrection, law.MoveInNoticeReceived, law.Cancellation})
"""Commands that need no effective date: it follows."""

NOTIFIED: Final = ("届出日", "申出日", "請求日", "通知日")
"""How the day of the notification, statement, request or notice may be headed: one item (STD-4.2.0.4)."""

LABELS: Final[dict[str, str]] = {
    "異動日": "既定は業務日付。誤記修正では誤った記載の始まる日で、書かなければ住民となった日から直す。",
    "届出日": "既定は業務日付(職権では空欄)。申出日・請求日・通知日とも書ける。",
    "根拠": "届出・職権・申出・請求・通知。既定は異動ごとに決まる。",
    "届出人": "本人・世帯主・世帯員・法定代理人・任意代理人・他の官公署・職権。空欄も可。既定は届出なら本人。",
    "届出人氏名": "",
    "届出人住所": "",
    "委任状": "あり・なし。任意代理人のとき。既定はなし。",
    "本人確認書類": "「、」でつなぐ。既定は届出なら運転免許証。空欄も可。",
    "処理備考": "異動の備考(住民票の備考ではない)。",
    "続柄を証する文書": "外国人住民の続柄を証する文書(1.1.11)。「、」でつなぐ。",
    "処理留意事項": "異動に付く留意事項(STD-1.1.14)。「、」でつなぐ。",
}
"""Labels of an act's header, with what they mean."""


def header(sheet: Sheet, act: Act) -> law.Header:
    """The header; what the sheet leaves out has the procedure's default."""
    today = RegisterDate(sheet.scene.today)
    basis_text = sheet.cell("根拠")
    basis = act.basis if basis_text is None else typing_in.one_of(BASES, basis_text, "根拠")
    own_day = None if act.command in _WITHOUT_DAY else today
    labels = _EFFECTIVE_OF.get(act.command, _EFFECTIVE)
    remarks, notes = sheet.cell("処理備考"), sheet.cell("処理留意事項")
    return law.Header(
        basis=basis,
        effective_on=sheet.day(*labels, default=own_day),
        notified_on=sheet.day(*NOTIFIED, default=None if basis is Basis.EX_OFFICIO else today),
        notifier=_notifier(sheet, basis),
        documents_shown=_documents(sheet, basis),
        remarks=remarks or "",
        notes=typing_in.texts_of(notes) if notes else (),
        relationship_documents=typing_in.texts_of(sheet.cell("続柄を証する文書") or ""),
    )


def _notifier(sheet: Sheet, basis: Basis) -> law.Notifier | None:
    text = sheet.cell("届出人")
    name, address = sheet.cell("届出人氏名"), sheet.cell("届出人住所")
    letter = sheet.cell("委任状")
    if text is not None and typing_in.is_blank(text):
        return None
    default = {Basis.EX_OFFICIO: NotifierKind.OFFICE, Basis.NOTICE: NotifierKind.OTHER_OFFICE}
    kind = default.get(basis, NotifierKind.SELF) if text is None else typing_in.one_of(NOTIFIERS, text, "届出人")
    return law.Notifier(
        kind=kind,
        name=name or "",
        address=address or "",
        letter_of_attorney=bool(letter) and typing_in.yes(letter or ""),
    )


def _documents(sheet: Sheet, basis: Basis) -> tuple[str, ...]:
    text = sheet.cell("本人確認書類")
    if text is None:
        return ("運転免許証",) if basis is Basis.NOTIFICATION else ()
    return typing_in.texts_of(text)
