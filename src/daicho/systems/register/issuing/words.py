"""The words of issuing, for screens: forms, items, requesters, states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

from daicho.documents.certificates import Form
from daicho.systems.register.issuing.wanted import Delivery, Item, Output, RequesterKind
from daicho.systems.register.models import IssueState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

FORMS: Final[Mapping[str, StrOrPromise]] = {
    Form.HOUSEHOLD_COPY.value: gettext_lazy("住民票の写し(世帯連記式)"),
    Form.INDIVIDUAL_COPY.value: gettext_lazy("住民票の写し(個人票)"),
    Form.MOVE_OUT_CERTIFICATE.value: gettext_lazy("転出証明書"),
    Form.MOVE_OUT_EQUIVALENT.value: gettext_lazy("転出証明書に準ずる証明書"),
    Form.ACCEPTANCE_NOTICE.value: gettext_lazy("住民異動届受理通知"),
    Form.EX_OFFICIO_RECORD.value: gettext_lazy("職権記録書"),
    Form.EX_OFFICIO_NOTICE.value: gettext_lazy("職権記載等通知書"),
    Form.CODE_NOTICE.value: gettext_lazy("住民票コード通知票"),
    Form.CODE_CHANGE_NOTICE.value: gettext_lazy("住民票コード変更通知票"),
    Form.CODE_CORRECTION_NOTICE.value: gettext_lazy("住民票コード修正通知票"),
    Form.NOTICE_OF_CHANGE_OF_HEAD.value: gettext_lazy("世帯主変更通知書"),
    Form.REQUEST_TO_NAME_HEAD.value: gettext_lazy("世帯主変更依頼通知書"),
    Form.MOVE_IN_NOTICE_INQUIRY.value: gettext_lazy("転入通知未着照会書"),
    Form.MISSING_NOTICE_LIST.value: gettext_lazy("転入通知未着者一覧"),
}

ITEMS: Final[Mapping[str, StrOrPromise]] = {
    Item.HEAD.value: gettext_lazy("世帯主・続柄"),
    Item.DOMICILE.value: gettext_lazy("本籍・筆頭者"),
    Item.CODE.value: gettext_lazy("住民票コード"),
    Item.NUMBER.value: gettext_lazy("個人番号"),
    Item.HISTORY.value: gettext_lazy("異動履歴(個人票のみ)"),
    Item.NATIONALITY.value: gettext_lazy("国籍・地域"),
    Item.CATEGORY.value: gettext_lazy("法第30条の45に規定する区分"),
    Item.STATUS.value: gettext_lazy("在留資格"),
    Item.PERIOD.value: gettext_lazy("在留期間等"),
    Item.EXPIRY.value: gettext_lazy("在留期間の満了の日"),
    Item.DOCUMENT.value: gettext_lazy("在留カード等の番号"),
    Item.COMMON_NAMES.value: gettext_lazy("通称の記載及び削除に関する事項"),
}

REQUESTERS: Final[Mapping[str, StrOrPromise]] = {
    RequesterKind.SELF.value: gettext_lazy("本人"),
    RequesterKind.HOUSEHOLD_MEMBER.value: gettext_lazy("同一世帯の人"),
    RequesterKind.AGENT.value: gettext_lazy("代理人(委任状)"),
    RequesterKind.THIRD_PARTY.value: gettext_lazy("第三者"),
    RequesterKind.PUBLIC_OFFICE.value: gettext_lazy("国・地方公共団体の機関(公用)"),
}

MAKERS: Final[Mapping[str, StrOrPromise]] = {
    **REQUESTERS,
    RequesterKind.OFFICE.value: gettext_lazy("市区町村(職員が作成)"),
}
"""As what a paper was asked for or made, in the history."""

DELIVERIES: Final[Mapping[str, StrOrPromise]] = {
    Delivery.POST.value: gettext_lazy("郵送する"),
    Delivery.COUNTER.value: gettext_lazy("窓口で渡す"),
    Delivery.KEPT.value: gettext_lazy("庁内で保管する"),
}

DOCUMENTS: Final[Mapping[str, StrOrPromise]] = {
    "個人番号カード": gettext_lazy("個人番号カード"),
    "運転免許証": gettext_lazy("運転免許証"),
    "旅券": gettext_lazy("旅券"),
    "資格確認書": gettext_lazy("資格確認書"),
    "年金手帳": gettext_lazy("年金手帳"),
    "職員証": gettext_lazy("職員証"),
    "職員による聞き取り": gettext_lazy("職員による聞き取り"),
}
"""Documents that identify whoever is at the counter (CTRL-015). The key is what is stored."""

STATES: Final[Mapping[str, StrOrPromise]] = {
    IssueState.REQUESTED.value: gettext_lazy("作成中"),
    IssueState.MADE.value: gettext_lazy("交付待ち"),
    IssueState.RELEASED.value: gettext_lazy("交付済み"),
    IssueState.STOPPED.value: gettext_lazy("停止"),
    IssueState.BURNT.value: gettext_lazy("無効"),
}

OUTPUTS: Final[Mapping[str, StrOrPromise]] = {
    Output.PRINT.value: gettext_lazy("サーバから印刷"),
    Output.SAVE.value: gettext_lazy("ファイル"),
}
