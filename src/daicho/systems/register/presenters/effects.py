"""What follows from an act, in words: what is sent where, what lapses, which papers are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.utils.translation import gettext, gettext_lazy

from daicho.law.effects import EffectKind
from daicho.systems.register.presenters import words
from daicho.systems.register.presenters.fields import municipality_name
from daicho.systems.register.queries.effects import Fate
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django_stubs_ext import StrOrPromise

    from daicho.law.decision import Effect
    from daicho.systems.register.queries.effects import Followed


class Told(msgspec.Struct, frozen=True):
    """One effect in words: what, to whom, on which day, for whom; of an act also what has become of it."""

    what: str
    to: str
    when: str
    persons: tuple[str, ...]
    is_message: bool
    fate: str = ""
    tone: str = ""  # of the badge: good, warn, bad or blank
    trace: str = ""  # link, epoch and sequence of the message
    settled_by: int | None = None  # the act that followed


_WHAT: Final[dict[str, StrOrPromise]] = {
    EffectKind.IDENTIFICATION_UPDATE: gettext_lazy("本人確認情報の更新を通知"),
    EffectKind.MOVE_IN_NOTICE: gettext_lazy("転入通知を送信"),
    EffectKind.INDIVIDUAL_NUMBER_REQUEST: gettext_lazy("個人番号の生成を要求"),
    EffectKind.SIGNATURE_CERTIFICATE_LAPSE: gettext_lazy("署名用電子証明書が失効"),
    EffectKind.AUTHENTICATION_CERTIFICATE_LAPSE: gettext_lazy("利用者証明用電子証明書が失効"),
    EffectKind.CARD_UPDATE: gettext_lazy("個人番号カードの券面の変更"),
    EffectKind.CARD_ABOLITION: gettext_lazy("個人番号カードの廃止"),
    EffectKind.IN_HOUSE_NOTIFICATION: gettext_lazy("庁内の業務システムへ連携"),
    EffectKind.SUPPLEMENTARY_REGISTER_NOTICE: gettext_lazy("戸籍の附票記載事項を通知"),
    EffectKind.MOVE_OUT_CERTIFICATE_DATA: gettext_lazy("転出証明書情報を送信"),
    EffectKind.PLANNED_REMOVAL: gettext_lazy("転出予定日に消除"),
    EffectKind.SLIP: gettext_lazy("帳票を作成"),
    EffectKind.IMMIGRATION_NOTICE: gettext_lazy("市町村通知(出入国在留管理庁)"),
    EffectKind.RESIDENCE_TRANSMISSION: gettext_lazy("市町村伝達(住居地の届出)"),
}

_TO_THE_CS: Final = frozenset(
    {
        EffectKind.IDENTIFICATION_UPDATE,
        EffectKind.INDIVIDUAL_NUMBER_REQUEST,
        EffectKind.SIGNATURE_CERTIFICATE_LAPSE,
        EffectKind.AUTHENTICATION_CERTIFICATE_LAPSE,
        EffectKind.CARD_UPDATE,
        EffectKind.CARD_ABOLITION,
    }
)
_MESSAGES: Final = _TO_THE_CS | {EffectKind.MOVE_IN_NOTICE, EffectKind.MOVE_OUT_CERTIFICATE_DATA}

_SLIPS: Final[dict[str, StrOrPromise]] = {
    "move_out_certificate": gettext_lazy("転出証明書"),
    "certificate_equal_to_move_out": gettext_lazy("転出証明書に準ずる証明書"),
    "resident_record_code_notice": gettext_lazy("住民票コード通知票"),
    "resident_record_code_change_notice": gettext_lazy("住民票コード変更通知票"),
    "resident_record_code_correction_notice": gettext_lazy("住民票コード修正通知票"),
    "notice_of_change_of_head": gettext_lazy("世帯主変更通知書"),
    "request_to_name_head": gettext_lazy("世帯主変更依頼通知書"),
}


def told(effects: Iterable[Effect], names: Mapping[str, str]) -> list[Told]:
    """Effects in words; the same one for several people is told once, with their names."""
    grouped: dict[tuple[str, str, str, bool], list[str]] = {}
    for effect in effects:
        key = (_what(effect), _to(effect), _when(effect), effect.kind in _MESSAGES)
        person = "" if effect.person is None else effect.person.stored()
        grouped.setdefault(key, []).append(names.get(person, person))
    return [
        Told(what, to, when, tuple(dict.fromkeys(persons)), is_message)
        for (what, to, when, is_message), persons in grouped.items()
    ]


def followed(found: Iterable[Followed], names: Mapping[str, str]) -> list[Told]:
    """The effects of an act with what has become of each; the same of several people is told once."""
    grouped: dict[Told, list[str]] = {}
    for each in found:
        effect = each.effect
        word, tone = _FATES[each.fate]
        told_once = Told(
            what=_what(effect),
            to=_to(effect),
            when=_when(effect),
            persons=(),
            is_message=effect.kind in _MESSAGES,
            fate=str(word),
            tone=tone,
            trace=_trace(each),
            settled_by=each.settled_by,
        )
        person = "" if effect.person is None else effect.person.stored()
        grouped.setdefault(told_once, []).append(names.get(person, person))
    return [msgspec.structs.replace(each, persons=tuple(dict.fromkeys(persons))) for each, persons in grouped.items()]


def _trace(found: Followed) -> str:
    message = found.message
    if message is None:
        return ""
    trace = gettext("%(epoch)s期 %(sequence)s番") % {"epoch": message.epoch, "sequence": message.sequence}
    return f"{trace} {message.refusal_code}".rstrip()


_FATES: Final[Mapping[Fate, tuple[StrOrPromise, str]]] = {
    Fate.WAITING: (gettext_lazy("送信待ち"), "warn"),
    Fate.DELIVERED: (gettext_lazy("受領済み"), "good"),
    Fate.REFUSED: (gettext_lazy("受け取り側が拒否"), "bad"),
    Fate.RESTATED: (gettext_lazy("再同期で通知"), "good"),
    Fate.NOT_NOTIFIED: (gettext_lazy("住民票コードがないため通知なし"), ""),
    Fate.DUE: (gettext_lazy("期日待ち"), "warn"),
    Fate.FIRED: (gettext_lazy("実行済み"), "good"),
    Fate.LAPSED: (gettext_lazy("取りやめ"), ""),
    Fate.PAPER: (gettext_lazy("帳票を交付"), ""),
    Fate.NO_RECEIVER: (gettext_lazy("連携先なし(職員が対応)"), "warn"),
}
"""What has become of an effect, and the tone of its badge."""


def _what(effect: Effect) -> str:
    what = words.word(_WHAT, effect.kind)
    if effect.kind == EffectKind.SLIP:
        return f"{what}: {words.word(_SLIPS, effect.values.get('form', ''))}"
    return what


def _to(effect: Effect) -> str:
    if effect.to:
        return municipality_name(effect.to)
    if effect.kind in _TO_THE_CS:
        return gettext("市町村CS")
    if effect.kind == EffectKind.SUPPLEMENTARY_REGISTER_NOTICE:
        return gettext("本籍地市区町村")
    return ""


def _when(effect: Effect) -> str:
    return RegisterDate.parse(effect.due).wareki() if effect.due else gettext("本登録と同時")
