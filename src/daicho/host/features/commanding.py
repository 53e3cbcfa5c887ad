"""From a step's table to a command of the law: one reader for every procedure, driven by the command's own fields."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.host.features import items, typing_in
from daicho.host.features.reading import Rows, plain
from daicho.host.features.scene import Unmet
from daicho.host.features.words import BASES, GROUNDS, NOTIFIERS, Act
from daicho.law import commands as law
from daicho.law.commands import Basis, NotifierKind
from daicho.law.records import PersonKind
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, IndividualNumber, InvalidNumber

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from daicho.host.features.scene import Scene

KODAIRA: Final = "東京都小平市小川町一丁目1番1号"
_SAME: Final = re.compile("「(.+)」と同じ")
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
    law.ClericalCorrection: ("異動日", "誤りの始まる日"),
}
_NOTIFIED: Final = ("届出日", "申出日", "請求日", "通知日")

HEADER_LABELS: Final[dict[str, str]] = {
    "異動日": "既定は業務日付。誤記修正では誤った記載の始まる日で、書かなければ住民となった日から直す。",
    "届出日": "既定は業務日付(職権では空欄)。申出日・請求日・通知日とも書ける。",
    "根拠": "届出・職権・申出・請求・通知。既定は異動ごとに決まる。",
    "届出人": "本人・世帯主・世帯員・法定代理人・任意代理人・他の官公署・職権。空欄も可。既定は届出なら本人。",
    "届出人氏名": "",
    "届出人住所": "",
    "委任状": "あり・なし。任意代理人のとき。既定はなし。",
    "本人確認書類": "「、」でつなぐ。既定は届出なら運転免許証。空欄も可。",
    "処理備考": "異動の備考(住民票の備考ではない)。",
    "処理留意事項": "異動に付く留意事項(STD-1.1.14)。「、」でつなぐ。",
}
"""Labels of an act's header, with what they mean."""

ENTRANT_LABELS: Final[dict[str, str]] = {
    "氏名": "姓と名の間に空白を置く。",
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
    "成年被後見人": "はい・いいえ。",
    "備考": "",
}
"""Labels of a person who is entered."""

OTHER_LABELS: Final[dict[str, str]] = {
    "住所": "入る住所。町名から書いてもよい。既定は世帯ごとに異なる海老名市中央一丁目の住所。",
    "異動先世帯": "その世帯にいる人の氏名。書かなければ新しい世帯。",
    "転出先": "転出先の住所。市区町村だけでもよい。国外は「国外 国名」。既定は東京都小平市。",
    "転入先": "転入通知の、転入した住所。既定は東京都小平市小川町一丁目1番1号。",
    "転入日": "転入通知では、転入地で転入した日。",
    "転出証明書": "発行した市区町村名、又は「なし」。既定は転入前住所の市区町村。",
    "転出証明書の転出予定日": "",
    "理由": "職権消除では居所不明・失踪・二重登録・在留資格の喪失・その他。職権記載では自由な文。",
}
"""Further labels of single procedures."""


class Sheet:
    """What a step says of an act: who in the sentence, and the cells of its table."""

    def __init__(self, scene: Scene, persons: Sequence[str], table: Rows) -> None:
        self.scene = scene
        self.persons = list(persons)
        self.rows = rows_of(table)
        self.used: set[str] = set()

    @property
    def first(self) -> Mapping[str, str]:
        """The cells of the act itself: those of the first row."""
        return self.rows[0] if self.rows else {}

    def cell(self, *labels: str) -> str | None:
        """The cell under one of some labels; None when the table has none of them."""
        for label in labels:
            self.used.add(plain(label))
            if plain(label) in self.first:
                return self.first[plain(label)]
        return None

    def day(self, *labels: str, default: RegisterDate | None = None) -> RegisterDate | None:
        """A date; the default where there is no such cell, None where it is blank."""
        text = self.cell(*labels)
        if text is None:
            return default
        return None if typing_in.is_blank(text) else typing_in.date_of(text, self.scene.today)

    def require_used(self) -> None:
        """Fail for a label that nothing has read: it is misspelt, or the procedure has no such item.

        Raises:
            Unmet: with the labels.
        """
        left = [label for label in self.first if label not in self.used]
        if left:
            raise Unmet(
                f"この異動では使わない見出しです: {'、'.join(left)}。見出しは docs/steps.md の「異動の表」を見てください。"
            )


def rows_of(table: Rows) -> list[dict[str, str]]:
    """The rows of a table by labels. A table headed 項目 | 内容 stands upright and gives one row."""
    if not table:
        return []
    head = [plain(cell) for cell in table[0]]
    if head[:2] == ["項目", "内容"]:
        return [{plain(row[0]): row[1] for row in table[1:]}]
    return [dict(zip(head, row, strict=True)) for row in table[1:]]


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


def _header(sheet: Sheet, act: Act, _: Any) -> law.Header:
    today = RegisterDate(sheet.scene.today)
    basis_text = sheet.cell("根拠")
    basis = act.basis if basis_text is None else typing_in.one_of(BASES, basis_text, "根拠")
    own_day = None if act.command in {law.Birth, law.ClericalCorrection, law.MoveInNoticeReceived} else today
    labels = _EFFECTIVE_OF.get(act.command, _EFFECTIVE)
    remarks, notes = sheet.cell("処理備考"), sheet.cell("処理留意事項")
    return law.Header(
        basis=basis,
        effective_on=sheet.day(*labels, default=own_day),
        notified_on=sheet.day(*_NOTIFIED, default=None if basis is Basis.EX_OFFICIO else today),
        notifier=_notifier(sheet, basis),
        documents_shown=_documents(sheet, basis),
        remarks=remarks or "",
        notes=typing_in.texts_of(notes) if notes else (),
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


def _entrants(sheet: Sheet, act: Act, _: Any) -> tuple[law.Entrant, ...]:
    sheet.used |= {plain(label) for label in ENTRANT_LABELS}
    return tuple(_entrant(sheet, act, row, at) for at, row in enumerate(sheet.rows))


def _child(sheet: Sheet, act: Act, kind: Any) -> law.Entrant:
    found = _entrants(sheet, act, kind)
    if len(found) != 1:
        raise Unmet("出生の表は1人分です。")
    return found[0]


def _entrant(sheet: Sheet, act: Act, row: Mapping[str, str], at: int) -> law.Entrant:
    scene = sheet.scene
    cell = _Cells(row, sheet.rows[0])
    if "氏名" not in row:
        raise Unmet("表に「氏名」がありません。")
    name = row["氏名"]
    foreign = typing_in.kind_of(cell("住民種別", "日本人")) is PersonKind.FOREIGN
    head_name = sheet.rows[0]["氏名"]
    code, without = _code(scene, act, row, name)
    reference, problem = _number(scene, row.get("個人番号", ""), name)
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
        re_entry_of=_re_entry(scene, row.get("再転入者", ""), name),
        domicile=_text(cell("本籍", "" if foreign else "神奈川県海老名市中央一丁目1番地")),
        first_listed_person=_text(cell("筆頭者", "" if foreign else head_name.replace(" ", "\u3000"))),
        former_surname=typing_in.former_surname_of(cell("旧氏", "")),
        common_name=typing_in.common_name_of(cell("通称", "")),
        previous_address=typing_in.address_of(previous),
        last_registered_address=typing_in.address_of(cell.shared("最終登録住所地", "")),
        guardianship=typing_in.yes(cell("成年被後見人", "")),
        remarks=_text(cell("備考", "")),
    )


class _Cells:
    """The cells of one row; shared ones are taken from the first row where this one says nothing."""

    def __init__(self, row: Mapping[str, str], first: Mapping[str, str]) -> None:
        self.row, self.head = row, first

    def __call__(self, label: str, default: str) -> str:
        return self.row.get(plain(label), default)

    def shared(self, label: str, default: str) -> str:
        return self.row.get(plain(label)) or self.head.get(plain(label), default)


def _text(text: str) -> str:
    return "" if typing_in.is_blank(text) else text


def _relationship(cell: _Cells, *, new_household: bool) -> str:
    return _text(cell("続柄", "世帯主" if new_household else "子"))


def _previous(act: Act) -> str:
    if act.command is law.DomesticMoveIn:
        return KODAIRA
    if act.command is law.MoveInFromAbroad and not act.fixed:
        return "国外 アメリカ合衆国"
    return ""


def _code(scene: Scene, act: Act, row: Mapping[str, str], name: str) -> tuple[str, bool]:
    """The code as typed, and whether the paper states that the person never had one."""
    text = row.get("住民票コード")
    if text is None:
        return (scene.code_of(name) if act.command is law.DomesticMoveIn and not row.get("再転入者") else ""), False
    if text == "なし":
        return "", True
    if text == "あり":
        return scene.code_of(name), False
    if same := _SAME.fullmatch(text):
        return scene.code_of(same[1]), False
    return ("" if typing_in.is_blank(text) else typing_in.digits_of(text)), False


def _number(scene: Scene, text: str, name: str) -> tuple[str | None, str | None]:
    """The vault's reference of a typed number, or the code of the rule that it breaks."""
    if typing_in.is_blank(text) or text == "なし":
        return None, None
    same = _SAME.fullmatch(text)
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


def _destination(sheet: Sheet, _act: Act, _: Any) -> law.Destination:
    household = _household(sheet, "異動先世帯", "異動先の世帯", "世帯")
    text = sheet.cell("住所", "転居先", "転居先住所")
    scene = sheet.scene
    if text is None:
        address = None if household is not None else new_address(scene)
    else:
        address = typing_in.address_of(text, own=scene.own)
    return law.Destination(household_number=household, address=address)


def new_address(scene: Scene) -> Address:
    """An address in the town that no other household of the scenario has by default."""
    scene.lots += 1
    return typing_in.address_of(f"中央一丁目{scene.lots}番1号", own=scene.own) or Address()


def _household(sheet: Sheet, *labels: str) -> HouseholdNumber | None:
    text = sheet.cell(*labels)
    if text is None or typing_in.is_blank(text) or text == "新しい世帯":
        return None
    return household_of(sheet.scene, text.removesuffix("の世帯").strip("「」"))


def household_of(scene: Scene, name: str) -> HouseholdNumber:
    """The household to which somebody belongs now."""
    record = scene.newest(name)
    if record is None:
        raise Unmet(f"「{name}」の住民票がありません。")
    return record.household_number


def _household_number(sheet: Sheet, act: Act, _: Any) -> HouseholdNumber:
    if act.command is law.ChangeOfHead:
        return household_of(sheet.scene, next(iter(_named(sheet))))
    found = _household(sheet, "異動先世帯", "異動先の世帯", "世帯")
    if found is None:
        raise Unmet("表に「異動先世帯」が必要です(その世帯にいる人の氏名)。")
    return found


def _named(sheet: Sheet) -> dict[str, str | None]:
    """Everybody named, each with the relationship that the table states."""
    sheet.used |= {"氏名", "続柄"}
    named: dict[str, str | None] = dict.fromkeys(sheet.persons)
    for row in sheet.rows:
        if "氏名" in row:
            named[_called(named, row["氏名"])] = row.get("続柄")
        elif "続柄" in row and len(sheet.persons) == 1:
            named[sheet.persons[0]] = row["続柄"]
    if not named:
        raise Unmet("異動者がありません。文で「氏名」と書くか、表の「氏名」に書いてください。")
    return named


def _called(named: Mapping[str, str | None], name: str) -> str:
    return next((known for known in named if plain(known) == plain(name)), name)


def _movers(sheet: Sheet, _act: Act, _: Any) -> tuple[law.Mover, ...]:
    return tuple(
        law.Mover(person=_person_number(sheet.scene, name), relationship=_stated(relationship))
        for name, relationship in _named(sheet).items()
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
        for name, relationship in _named(sheet).items()
        if relationship
    )


def _person_number(scene: Scene, name: str) -> AddresseeNumber:
    return AddresseeNumber.from_stored(scene.person(name))


def _persons(sheet: Sheet, _act: Act, _: Any) -> tuple[AddresseeNumber, ...]:
    return tuple(_person_number(sheet.scene, name) for name in _named(sheet))


def _person(sheet: Sheet, act: Act, kind: Any) -> AddresseeNumber:
    if act.command is law.ClericalCorrection:  # its table states the right values, also of the name
        found = [_person_number(sheet.scene, name) for name in sheet.persons]
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
        text = KODAIRA if act.command is law.MoveInNoticeReceived else "東京都小平市"
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
    previous = _Cells(sheet.first, sheet.first).shared("転入前住所", KODAIRA)
    issuer = typing_in.address_of(text or previous, own="")
    code = issuer.municipality_code if issuer is not None else ""
    if not code:
        return None
    return law.MoveOutCertificate(municipality_code=code, planned_on=planned)


def _ground(sheet: Sheet, act: Act, _: Any) -> Any:
    text = sheet.cell("理由")
    if act.command is law.ExOfficioRemoval:
        return typing_in.one_of(GROUNDS, "その他" if text is None else text, "理由")
    return text or ""


def _number_ref(sheet: Sheet, _act: Act, _: Any) -> str:
    text = sheet.cell("個人番号")
    if len(sheet.persons) != 1:
        raise Unmet("この異動の異動者は1人です。")
    reference, _problem = _number(sheet.scene, text or "あり", sheet.persons[0])
    if reference is None:
        raise Unmet("個人番号が正しくありません。")
    return reference


def _amendments(sheet: Sheet, _act: Act, _: Any) -> law.Amendments:
    """The right values: every cell whose label is an item of the record."""
    if len(sheet.persons) != 1:
        raise Unmet("誤記修正は1人ずつです: 「氏名」の誤記修正を登録する")
    scene = sheet.scene
    values: dict[str, Any] = {}
    for label, text in sheet.first.items():
        item = items.find(label)
        if item is None or label in sheet.used:
            continue
        sheet.used.add(label)
        field, value = amended(scene, sheet.persons[0], item, text, sheet.first)
        values[field] = value
    return law.Amendments(**values)


def amended(scene: Scene, person: str, item: items.Item, text: str, row: Mapping[str, str]) -> tuple[str, Any]:
    """One right value: the field of the amendments and what it becomes."""
    field = _AMENDED.get(item.path, item.path)
    if item.path.startswith("name."):
        record = scene.newest(person)
        return "name", typing_in.name_of(row, record.name if record is not None else None)
    if field not in law.Amendments.__struct_fields__:
        raise Unmet(f"「{item.label}」は誤記修正の項目ではありません。")
    if field == "household_number":
        return field, household_of(scene, text.removesuffix("の世帯").strip("「」"))
    if field == "individual_number_ref":
        return field, _number(scene, text, person)[0]
    if field == "resident_record_code":
        return field, _text(typing_in.digits_of(text)) if text != "あり" else scene.code_of(person)
    return field, value_of(scene, item, text)


def value_of(scene: Scene, item: items.Item, text: str) -> Any:
    """The value of an item as typed."""
    readers: dict[str, Callable[[str], Any]] = {
        "date": lambda cell: None if typing_in.is_blank(cell) else typing_in.date_of(cell, scene.today),
        "address": lambda cell: typing_in.address_of(cell, own=scene.own),
        "sex": typing_in.sex_of,
        "yes": typing_in.yes,
        "texts": typing_in.texts_of,
        "surname": typing_in.former_surname_of,
        "common": typing_in.common_name_of,
        "digits": int,
    }
    if item.kind in readers:
        return readers[item.kind](text)
    if typing_in.is_blank(text):
        return "" if item.path in {"remarks", "memo"} else None
    return text.replace(" ", "\u3000") if item.kind == "name" else text


_AMENDED: Final = {
    "removal.planned_destination": "planned_destination",
    "removal.confirmed_destination": "confirmed_destination",
    "removal.event_on": "event_on",
}

_READERS: Final[dict[str, Callable[[Sheet, Act, Any], Any]]] = {
    "header": _header,
    "entrants": _entrants,
    "child": _child,
    "destination": _address,
    "certificate": _certificate,
    "household_number": _household_number,
    "movers": _movers,
    "placements": _placements,
    "persons": _persons,
    "person": _person,
    "moved_in_on": _moved_in_on,
    "ground": _ground,
    "individual_number_ref": _number_ref,
    "amendments": _amendments,
}
"""How each field of a command is read from a step; a field not named here keeps its default."""
