"""People who are entered, from the rows of a sheet: what a clerk types of each, with defaults for what is not said."""

# ruff: noqa: E501 - wide characters count double

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.host.features import placing, residence, typing_in
from daicho.host.features.reading import plain
from daicho.host.features.scene import SAME, Unmet
from daicho.host.features.sheets import Cells, text_of
from daicho.law import commands as law
from daicho.law.records import Entitlements, PersonKind, Residence
from daicho.values.numbers import AddresseeNumber, IndividualNumber, InvalidNumber

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.host.features.named_acts import Act
    from daicho.host.features.scene import Scene
    from daicho.host.features.sheets import Sheet
    from daicho.values.names import CommonName

KODAIRA: Final = "東京都小平市小川町一丁目1番1号"
"""Where people come from who are said to come from nowhere."""

LABELS: Final[dict[str, str]] = {
    "氏名": "姓と名の間に空白を置く。",
    "呼び名": "同じ氏名の人がほかにいるときなど、シナリオの中での呼び方。既定は氏名。住民票コードの既定などは、呼び名の人のもの。",
    "振り仮名": "",
    "ローマ字氏名": "",
    "振り仮名の確認": "はい・いいえ。",
    "生年月日": "既定は昭和55年4月1日。",
    "性別": "既定は男。",
    "住民種別": "日本人・外国人。既定は日本人。",
    "続柄": "既定は、新しい世帯の1人目は世帯主、ほかは子。空欄は世帯主未設定。",
    "住民票コード": "11桁、なし(未付番)、「…」と同じ(その人のコード)又は空欄。既定はその氏名の人のコード。国外からの転入・出生・職権記載では空欄。",
    "個人番号": "12桁、あり(その氏名の人の番号)、「…」と同じ又は空欄。既定は空欄。",
    "再転入者": "はい(同じ氏名の除票)又は除票の人の呼び名。",
    "本籍": "既定は神奈川県海老名市中央一丁目1番地。外国人では空欄。",
    "筆頭者": "既定は1人目の氏名。外国人では空欄。",
    "旧氏": "振り仮名は括弧に入れる。",
    "通称": "振り仮名は括弧に入れる。",
    "転入前住所": "国外は「国外 国名」。既定は東京都小平市小川町一丁目1番1号、国外からの転入では国外 アメリカ合衆国。",
    "最終登録住所地": "",
    "旧氏・通称の引継ぎ": "はい・いいえ。国外から戻った再転入者の、転出時の旧氏・通称を引き継ぐ(1.1.7)。",
    "成年被後見人": "はい・いいえ。",
    "事実上の世帯主": "",
    "備考": "",
    **residence.LABELS,
}
"""Labels of a person who is entered."""


def entrants(sheet: Sheet, act: Act) -> tuple[law.Entrant, ...]:
    """Everybody in the rows."""
    sheet.used |= {plain(label) for label in LABELS}
    sheet.used |= set(placing.stated(sheet.first, ("residence", "entitlements", "name", "common_name_history")))
    return tuple(_entrant(sheet, act, row, at) for at, row in enumerate(sheet.rows))


def child(sheet: Sheet, act: Act) -> law.Entrant:
    """The one child of a birth.

    Raises:
        Unmet: the table has several rows, or none.
    """
    found = entrants(sheet, act)
    if len(found) != 1:
        raise Unmet("出生の表は1人分です。")
    return found[0]


def _entrant(sheet: Sheet, act: Act, row: Mapping[str, str], at: int) -> law.Entrant:
    scene = sheet.scene
    cell = Cells(row, sheet.rows[0])
    if "氏名" not in row:
        raise Unmet("表に「氏名」がありません。")
    name = row.get("呼び名") or row["氏名"]
    scene.hear(row["氏名"], name)
    foreign = typing_in.kind_of(cell("住民種別", "日本人")) is PersonKind.FOREIGN
    head_name = sheet.rows[0]["氏名"]
    code, without = _code(scene, act, row, name)
    reference, problem = number_of(scene, row.get("個人番号", ""), name)
    previous = cell.shared("転入前住所", _previous(act))
    return law.Entrant(
        name=typing_in.name_of(row),
        birth_date=typing_in.date_of(cell("生年月日", "昭和55年4月1日"), scene.today),
        sex=typing_in.sex_of(cell("性別", "男")),
        kind=PersonKind.FOREIGN if foreign else PersonKind.JAPANESE,
        relationship=_relationship(cell, new_household="異動先世帯" not in sheet.first and at == 0),
        resident_record_code=code,
        without_code=without,
        individual_number_ref=reference,
        individual_number_problem=problem,
        re_entry_of=_re_entry(scene, row.get("再転入者", ""), row["氏名"]),
        domicile=text_of(cell("本籍", "" if foreign else "神奈川県海老名市中央一丁目1番地")),
        first_listed_person=text_of(cell("筆頭者", "" if foreign else head_name.replace(" ", "\u3000"))),
        former_surname=typing_in.former_surname_of(cell("旧氏", "")),
        common_name=typing_in.common_name_of(cell("通称", "")),
        previous_address=typing_in.address_of(previous),
        last_registered_address=typing_in.address_of(cell.shared("最終登録住所地", "")),
        guardianship=typing_in.yes(cell("成年被後見人", "")),
        remarks=text_of(cell("備考", "")),
        residence=_residence(scene, act, row, name) if foreign or _states_residence(row) else None,
        common_name_history=_former_common_names(row),
        entitlements=_entitlements(scene, row),
        de_facto_head=text_of(cell("事実上の世帯主", "")),
        carry_names=typing_in.yes(cell("旧氏・通称の引継ぎ", "")),
    )


def _states_residence(row: Mapping[str, str]) -> bool:
    """Whether a row says something of a residence: of a Japanese that is refused, not left out (R-112-01)."""
    return any(row[label] and row[label] != "空欄" for label in placing.stated(row, ["residence"]))


def _residence(scene: Scene, act: Act, row: Mapping[str, str], name: str) -> Residence:
    """The residence; who comes from another municipality became a foreign resident earlier."""
    found = residence.residence_of(scene, row, name)
    if act.command is not law.DomesticMoveIn or residence.is_stated(row, "外国人住民となった年月日"):
        return found
    birth = typing_in.date_of(row.get("生年月日") or "昭和55年4月1日", scene.today)
    return msgspec.structs.replace(found, became_foreign_resident_on=max(birth, residence.BEFORE))


def _former_common_names(row: Mapping[str, str]) -> tuple[CommonName, ...]:
    found = map(typing_in.common_name_of, typing_in.texts_of(row.get("削除した通称", "")))
    return tuple(name for name in found if name is not None)


def _entitlements(scene: Scene, row: Mapping[str, str]) -> Entitlements | None:
    labels = placing.stated(row, ["entitlements"])
    found = Entitlements()
    for label, item in labels.items():
        if row[label]:
            found = placing.with_value(found, item.path.split(".")[1:], placing.typed(scene, item, row[label]))
    return found if found != Entitlements() else None


def _relationship(cell: Cells, *, new_household: bool) -> str:
    return text_of(cell("続柄", "世帯主" if new_household else "子"))


def _previous(act: Act) -> str:
    if act.command is law.DomesticMoveIn:
        return KODAIRA
    if act.command is law.MoveInFromAbroad and not act.fixed:
        return "国外 アメリカ合衆国"
    return ""


def _code(scene: Scene, act: Act, row: Mapping[str, str], name: str) -> tuple[str, bool]:
    """The code as typed, and whether the paper states that the person never had one."""
    text = row.get("住民票コード")
    if not text:
        return (scene.code_of(name) if act.command is law.DomesticMoveIn and not row.get("再転入者") else ""), False
    if text == "なし":
        return "", True
    if text == "あり":
        return scene.code_of(name), False
    if same := SAME.fullmatch(text):
        return scene.code_of(same[1]), False
    return ("" if typing_in.is_blank(text) else typing_in.digits_of(text)), False


def number_of(scene: Scene, text: str, name: str) -> tuple[str | None, str | None]:
    """The vault's reference of a typed number, or the code of the rule that it breaks."""
    if typing_in.is_blank(text) or text == "なし":
        return None, None
    same = SAME.fullmatch(text)
    try:
        if text == "あり" or same:
            number = scene.number_of(same[1] if same else name)
        else:
            number = IndividualNumber.parse(typing_in.digits_of(text))
    except InvalidNumber as wrong:
        return None, wrong.code
    return put_number(scene, number), None


def put_number(scene: Scene, number: IndividualNumber) -> str:
    """Put a number into the register's vault; its reference."""
    from daicho.access.gate import Gate
    from daicho.host.features.desk import ALIAS, CLERK
    from daicho.systems.register.actions import numbers

    grant = Gate(ALIAS).act(scene.desk.access(CLERK, "register.notify"), [], act="number")
    return numbers.take_in(ALIAS, grant, [number])[0]


def _re_entry(scene: Scene, text: str, name: str) -> AddresseeNumber | None:
    if typing_in.is_blank(text) or text in {"いいえ", "なし"}:
        return None
    return AddresseeNumber.from_stored(scene.person(name if text == "はい" else text))
