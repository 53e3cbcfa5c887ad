"""What the desk itself notices, in four parts like a finding of the law: codes S-0103 to S-0106."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from daicho.systems.register.presenters.findings import Notice

if TYPE_CHECKING:
    from daicho.systems.register.presenters.workbench import Cell


def nothing_changes() -> Notice:
    """An act about nobody would stand in no history and be found nowhere."""
    return Notice(
        code="S-0106",
        level="error",
        what=gettext("この内容では、変わる住民票がありません。"),
        why=gettext("登録しても、どの住民票の記載も変わらず、異動履歴にも残りません。"),
        article=gettext("住民記録システム標準仕様書1.2.1"),
        remedy=gettext("対象者と異動日を確かめてください。後の異動で上書きされた異動は、後の異動を先に取り消します。"),
    )


def unplaced(what: str) -> Notice:
    """No single municipality can be told from an address that was typed (STD-1.3.3)."""
    return Notice(
        code="S-0103",
        level="alert",
        what=gettext("%(what)sの市区町村が決まりません。") % {"what": what},
        why=gettext("入力した町名からは市区町村を1つに決められず、市区町村コードのない住所として記録されます。"),
        article=gettext("住民記録システム標準仕様書1.3.3"),
        remedy=gettext("町名の候補を選ぶか、市区町村を入力してください。"),
    )


def other_character(cell: Cell) -> Notice:
    """A character was picked that is not joined to the recorded one: no identification of characters."""
    return Notice(
        code="S-0104",
        level="alert",
        what=gettext("「%(before)s」と「%(after)s」は別の字です。") % {"before": cell.text, "after": cell.now},
        why=gettext("文字情報基盤の資料で結ばれていない字への変更は、文字の同定に当たらないことがあります。"),
        article=gettext("住民基本台帳法施行規則第11条第3項第2号"),
        remedy=gettext(
            "戸籍の文字を確かめてください。文字が誤っていたのなら、誤記修正又は職権修正で処理してください。"
        ),
    )


def not_offered(title: str) -> Notice:
    """A procedure was begun for somebody to whom it does not apply (STD-4.0.1)."""
    return Notice(
        code="S-0105",
        level="error",
        what=gettext("この人は「%(act)s」の対象ではありません。") % {"act": title},
        why=gettext("住民種別、住民状態、又は今の記載から、対象になりません。"),
        article=gettext("住民記録システム標準仕様書4.0.1"),
        remedy=gettext("宛名番号を確かめるか、住民のページに出ている異動から選んでください。"),
    )
