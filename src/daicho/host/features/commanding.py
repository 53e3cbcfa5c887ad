"""From a step to a command of the law: one reader for every procedure, driven by the command's own fields."""

from __future__ import annotations

import re
import typing
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.host.features import amending, entrants, heading, items, placing, residence, typing_in
from daicho.host.features.reading import plain
from daicho.host.features.scene import Unmet
from daicho.host.features.sheets import Cells, Sheet, text_of
from daicho.host.features.words import ADOPTIONS, GROUNDS, IMMIGRATION_MATTERS, MINOR_GROUNDS, NO, YES
from daicho.law import commands as law
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from daicho.host.features.named_acts import Act
    from daicho.host.features.reading import Rows
    from daicho.host.features.scene import Scene
    from daicho.values.numbers import HouseholdNumber

OTHER_LABELS: Final[dict[str, str]] = {
    "住所": "入る住所。町名から書いてもよい。既定は、それまでに誰も住んでいない海老名市中央一丁目の住所。",
    "異動先世帯": "その世帯にいる人の氏名。書かなければ新しい世帯。",
    "転出先": "転出先の住所。市区町村だけでもよい。国外は「国外 国名」。既定は東京都小平市。",
    "転入先": "転入通知の、転入した住所。既定は東京都小平市小川町一丁目1番1号。",
    "転入日": "転入通知では、転入地で転入した日。",
    "転出証明書": "発行した市区町村名、又は「なし」。既定は転入前住所の市区町村。",
    "転出証明書の転出予定日": "",
    "在留カード等の提示": "転居で、外国人住民のカードが示されたとき、はい(全員)又は氏名。住居地の届出となる(4.5.7)。",
    "特別養子縁組": "転入・転出で、養子の異動なら成立・解消(1.1.14)。転出先は空欄でもよい(1.1.5)。",
    "実態調査日": "居所不明による職権消除で。",
    "通知事項": "入管庁長官の通知で。「通知事項」の表の言葉。",
    "旧氏": "旧氏の記載・変更で。振り仮名は括弧に入れる。",
    "通称": "通称の記載で。振り仮名は括弧に入れる。",
    "理由": "職権消除では居所不明・失踪・二重登録・在留資格の喪失・その他。軽微な修正では常用平易な文字への変更・"
    "文字の同定・行政区画の変更・地番の変更・住居表示・建物名の変更・その他。職権記載では自由な文。",
}
"""Further labels of single procedures."""


def command_of(scene: Scene, act: Act, persons: Sequence[str], table: Rows) -> law.Command:
    """The command that a step says.

    Raises:
        Unmet: a label or word that the procedure does not know.
        InvalidValue: a value that could never be typed in (an impossible date).
    """
    sheet = Sheet(scene, persons, table)
    values = dict(act.fixed)
    for name, kind in typing.get_type_hints(act.command).items():
        if name in values:
            continue
        reader = _READERS.get(name)
        if reader is not None:
            value = reader(sheet, act, kind)
            if value is not msgspec.UNSET:
                values[name] = value
    sheet.require_used()
    command: law.Command = act.command(**values)
    return command


def _destination(sheet: Sheet, _act: Act, _: Any) -> law.Destination:
    household = _household(sheet, "異動先世帯", "異動先の世帯", "世帯")
    text = sheet.cell("住所", "転居先", "転居先住所")
    scene = sheet.scene
    address = None if text is None else known_address(scene, text)
    if text is None and household is None:
        address = new_address(scene)
    return law.Destination(household_number=household, address=address)


def new_address(scene: Scene) -> Address:
    """An address in the town that nobody in the scenario has had so far."""
    while True:
        scene.lots += 1
        address = typing_in.address_of(f"中央一丁目{scene.lots}番1号", own=scene.own) or Address()
        if address.written not in scene.addresses:
            scene.addresses.add(address.written)
            return address


def known_address(scene: Scene, text: str) -> Address | None:
    """An address as typed, which nobody has by default from then on."""
    address = typing_in.address_of(text, own=scene.own)
    if address is not None:
        scene.addresses.add(address.written)
    return address


def _household(sheet: Sheet, *labels: str) -> HouseholdNumber | None:
    text = sheet.cell(*labels)
    if text is None or typing_in.is_blank(text) or text == "新しい世帯":
        return None
    return sheet.scene.household_of(text.removesuffix("の世帯").strip("「」"))


def _household_number(sheet: Sheet, act: Act, _: Any) -> HouseholdNumber:
    if act.command is law.ChangeOfHead:
        return sheet.scene.household_of(_named(sheet)[0][0])
    found = _household(sheet, "異動先世帯", "異動先の世帯", "世帯")
    if found is None:
        raise Unmet("表に「異動先世帯」が必要です(その世帯にいる人の氏名)。")
    return found


def _named(sheet: Sheet) -> list[tuple[str, str | None]]:
    """Everybody named, each with the relationship that the table states; whoever is named twice stands twice."""
    sheet.used |= {"氏名", "続柄"}
    named: list[tuple[str, str | None]] = [(person, None) for person in sheet.persons]
    stated: set[str] = set()
    for row in sheet.rows:
        if row.get("氏名"):
            key = plain(row["氏名"])
            at = next((place for place, (name, _) in enumerate(named) if plain(name) == key), None)
            if at is None or key in stated:
                named.append((row["氏名"], row.get("続柄")))
            else:
                named[at] = (named[at][0], row.get("続柄"))
            stated.add(key)
        elif "続柄" in row and len(sheet.persons) == 1:
            named[0] = (sheet.persons[0], row["続柄"])
    if not named:
        raise Unmet("異動者がありません。文で「氏名」と書くか、表の「氏名」に書いてください。")
    return named


def _movers(sheet: Sheet, act: Act, _: Any) -> tuple[law.Mover, ...]:
    del act
    return tuple(
        law.Mover(person=_person_number(sheet.scene, name), relationship=_stated(relationship))
        for name, relationship in _named(sheet)
    )


def _stated(text: str | None) -> str | None:
    """A stated relationship; 空欄 takes it away (世帯主未設定), an empty cell leaves it as it is."""
    if not text:
        return None
    return "" if text == "空欄" else text


def _placements(sheet: Sheet, act: Act, _: Any) -> tuple[law.Placement, ...]:
    del act
    return tuple(
        law.Placement(_person_number(sheet.scene, name), relationship)
        for name, relationship in _named(sheet)
        if relationship
    )


def _person_number(scene: Scene, name: str) -> AddresseeNumber:
    return AddresseeNumber.from_stored(scene.person(name))


def _persons(sheet: Sheet, _act: Act, _: Any) -> tuple[AddresseeNumber, ...]:
    return tuple(_person_number(sheet.scene, name) for name, _ in _named(sheet))


def _person(sheet: Sheet, act: Act, kind: Any) -> AddresseeNumber:
    if act.command in _AMENDING:  # their tables state right values, also of the name
        found = [_person_number(sheet.scene, name) for name in sheet.persons]
        found = found[:1] if "also" in act.command.__struct_fields__ else found
    else:
        found = list(_persons(sheet, act, kind))
    if len(found) != 1:
        raise Unmet("この異動の異動者は1人です。")
    return found[0]


def _address(sheet: Sheet, act: Act, kind: Any) -> Any:
    if kind is law.Destination:
        return _destination(sheet, act, kind)
    labels = ("転入先", "転入先住所") if act.command is law.MoveInNoticeReceived else ("転出先", "転出先住所")
    text = sheet.cell(*labels)
    if text is None:
        text = "国外 アメリカ合衆国" if act.abroad else "東京都小平市"
        text = entrants.KODAIRA if act.command is law.MoveInNoticeReceived else text
    return typing_in.address_of(text) or Address()


def _moved_in_on(sheet: Sheet, _act: Act, _: Any) -> RegisterDate:
    found = sheet.day("転入日", default=RegisterDate(sheet.scene.today))
    if found is None:
        raise Unmet("「転入日」は空欄にできません。")
    return found


def _certificate(sheet: Sheet, act: Act, _: Any) -> law.MoveOutCertificate | None:
    text = sheet.cell("転出証明書")
    planned = sheet.day("転出証明書の転出予定日")
    if text == "なし" or (text is None and act.fixed.get("special")):
        return None
    previous = Cells(sheet.first, sheet.first).shared("転入前住所", entrants.KODAIRA)
    issuer = typing_in.address_of(text or previous, own="")
    code = issuer.municipality_code if issuer is not None else ""
    if not code:
        return None
    return law.MoveOutCertificate(municipality_code=code, planned_on=planned)


def _ground(sheet: Sheet, act: Act, kind: Any) -> Any:
    text = sheet.cell("理由")
    if act.command is law.ExOfficioRemoval:
        return typing_in.one_of(GROUNDS, "その他" if text is None else text, "理由")
    if act.command is law.MinorCorrection:
        return typing_in.one_of(MINOR_GROUNDS, "その他" if text is None else text, "理由")
    if kind is not str:
        return msgspec.UNSET  # the name of the procedure says it
    return text or ""


def _also(sheet: Sheet, _act: Act, _: Any) -> tuple[AddresseeNumber, ...]:
    return tuple(_person_number(sheet.scene, name) for name in sheet.persons[1:])


def _cards_shown(sheet: Sheet, _act: Act, _: Any) -> tuple[AddresseeNumber, ...]:
    """Whose residence cards were shown: those named, everybody's where the cell says はい."""
    text = sheet.cell("在留カード等の提示") or ""
    if typing_in.is_blank(text) or text in NO:
        return ()
    named = (
        [name for name, _ in _named(sheet)]
        if text in YES
        else [part.strip("「」") for part in re.split("[、と]", text)]
    )
    return tuple(_person_number(sheet.scene, name) for name in named)


def _special_adoption(sheet: Sheet, _act: Act, _: Any) -> Any:
    return typing_in.one_of(ADOPTIONS, sheet.cell("特別養子縁組") or "", "特別養子縁組")


def _text(*labels: str, default: str = "") -> Callable[[Sheet, Act, Any], str]:
    return lambda sheet, _act, _: text_of(sheet.cell(*labels) or default)


def _day(*labels: str) -> Callable[[Sheet, Act, Any], RegisterDate | None]:
    return lambda sheet, _act, _: sheet.day(*labels)


def _right_name(sheet: Sheet, act: Act, _: Any) -> Any:
    """The name as a minor correction puts it; none where the table has no label of a name."""
    labels = [label for label in ("氏名", "振り仮名", "ローマ字氏名") if sheet.cell(label) is not None]
    record = sheet.scene.newest(sheet.persons[0]) if sheet.persons else None
    needed = bool(labels) or act.command is law.NationalityAcquired
    return typing_in.name_of(sheet.first, record.name) if needed and record is not None else None


def _right_address(sheet: Sheet, act: Act, kind: Any) -> Any:
    """The address of a minor correction, or the destination of the others."""
    if act.command is not law.MinorCorrection:
        return _address(sheet, act, kind)
    text = sheet.cell("住所")
    return None if text is None else typing_in.address_of(text, own=sheet.scene.own)


def _residence(sheet: Sheet, act: Act, _: Any) -> Any:
    """The residence after a loss of nationality, or the items of it that a notice brings."""
    labels = placing.stated(sheet.first, ["residence"])
    sheet.used |= set(labels)
    if act.command is law.NationalityLost:
        row = {plain("在留区分"): "国籍喪失による経過滞在者", **sheet.first}
        return residence.residence_of(sheet.scene, row, sheet.persons[0] if sheet.persons else "")
    values = {}
    for label, item in labels.items():
        text = sheet.scene.same_document(sheet.first[label], sheet.persons[0])
        values[item.path.split(".")[1]] = placing.typed(sheet.scene, item, text)
    return law.ResidenceChanges(**values)


def _first_listed(sheet: Sheet, _act: Act, _: Any) -> str:
    text = sheet.cell("筆頭者")
    if text is not None:
        return text_of(text).replace(" ", "\u3000")
    name = typing_in.name_of(sheet.first)
    return name.written or (sheet.persons[0].replace(" ", "\u3000") if sheet.persons else "")


def _of_notice(sheet: Sheet, label: str) -> Any:
    text = sheet.cell(label)
    item = items.find(label)
    return None if text is None or item is None else placing.value_of(sheet.scene, item, text)


def _former_surname(sheet: Sheet, _act: Act, _: Any) -> Any:
    return typing_in.former_surname_of(sheet.cell("旧氏") or "")


def _common_name(sheet: Sheet, _act: Act, _: Any) -> Any:
    return typing_in.common_name_of(sheet.cell("通称") or "")


def _number_ref(sheet: Sheet, act: Act, _: Any) -> str:
    text = sheet.cell("個人番号")
    if len(sheet.persons) != 1:
        raise Unmet("この異動の異動者は1人です。")
    if text is None and act.command is law.IndividualNumberChanged:
        return entrants.put_number(sheet.scene, sheet.scene.new_number_of(sheet.persons[0]))
    reference, problem = entrants.number_of(sheet.scene, text or "あり", sheet.persons[0])
    if reference is None and problem is None:
        raise Unmet("個人番号は空欄にできません。")
    return reference or ""


def _number_problem(sheet: Sheet, _act: Act, _: Any) -> str | None:
    text = sheet.cell("個人番号")
    return entrants.number_of(sheet.scene, text, sheet.persons[0])[1] if text else None


_AMENDING: Final = frozenset(
    {
        law.ClericalCorrection,
        law.ExOfficioCorrection,
        law.MinorCorrection,
        law.Restoration,
        law.NationalityAcquired,
        law.NationalityLost,
        law.ImmigrationNotice,
    }
)
"""Commands whose tables state values of the record, also of the name; the people stand in the sentence."""

_READERS: Final[dict[str, Callable[[Sheet, Act, Any], Any]]] = {
    "header": lambda sheet, act, _: heading.header(sheet, act),
    "entrants": lambda sheet, act, _: entrants.entrants(sheet, act),
    "child": lambda sheet, act, _: entrants.child(sheet, act),
    "destination": _address,
    "certificate": _certificate,
    "household_number": _household_number,
    "movers": _movers,
    "placements": _placements,
    "persons": _persons,
    "person": _person,
    "moved_in_on": _moved_in_on,
    "ground": _ground,
    "name": _right_name,
    "address": _right_address,
    "former_surname": _former_surname,
    "common_name": _common_name,
    "individual_number_ref": _number_ref,
    "individual_number_problem": _number_problem,
    "also": _also,
    "cards_shown": _cards_shown,
    "special_adoption": _special_adoption,
    "inspected_on": _day("実態調査日"),
    "domicile": _text("本籍", default="神奈川県海老名市中央一丁目1番地"),
    "first_listed_person": _first_listed,
    "residence": _residence,
    "matter": lambda sheet, _act, _: typing_in.one_of(IMMIGRATION_MATTERS, sheet.cell("通知事項") or "", "通知事項"),
    "birth_date": lambda sheet, _act, _: _of_notice(sheet, "生年月日"),
    "sex": lambda sheet, _act, _: _of_notice(sheet, "性別"),
    "amendments": lambda sheet, _act, _: amending.amendments(sheet),
}
"""How each field of a command is read from a step; a field not named here keeps its default."""
