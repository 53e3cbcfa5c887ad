"""Steps of a network: messages arriving, the levels' content, inquiries and searches between levels."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.exchange.handlers import Refusal
from daicho.host.features import sheets, typing_in
from daicho.host.features.reading import plain
from daicho.host.features.scene import Outcome, Unmet
from daicho.host.features.steps_letters import agrees, identification
from daicho.host.features.steps_outcomes import cells
from daicho.host.features.vocabulary import Call, name, step
from daicho.host.features.words import LEVELS, SEXES
from daicho.law.identification import FourItems
from daicho.protocol.inquiries import IdentificationInquiry, Search
from daicho.protocol.parties import Party
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from daicho.host.features.scene import Scene

NETWORK: Final = "ネットワーク"
_GROUND: Final = "住民基本台帳法第30条の10"


@step(
    "ネットワークがある",
    group=NETWORK,
    example="前提 ネットワークがある",
    network=True,
)
def network_is(call: Call) -> None:
    """海老名市と小平市の住民記録システムと市町村CS、神奈川県と東京都のサーバ、全国サーバを置く。前提の初めに書く。前から住んでいる人は、各階層にも初期登録される(個人番号のある人)。「小平市で、」と始めたステップは小平市で行われる。書かなければ海老名市である。"""
    if call.scene.network is None:
        raise Unmet("ネットワークのないシナリオです。")


@step(
    "電文がすべて届く",
    group=NETWORK,
    example="もし 電文がすべて届く",
    network=True,
)
def everything_arrives(call: Call) -> None:
    """すべてのリンクの電文が届くまで待つ。ネットワークのシナリオでは、どのステップの前にも待つので、書かなくてもよい。"""
    call.scene.network.settled()


def _party(scene: Scene, level: str) -> Party:
    code = {"municipal_cs": scene.own, "prefecture": scene.town["prefecture_code"], "national": "agency"}
    return Party(code[LEVELS[level]], LEVELS[level])


def _ask(scene: Scene, level: str, inquiry: Any) -> Any:
    """Ask a level: its own CS as the register, the others as the CS."""
    from daicho.exchange import inquiries

    alias = "register" if LEVELS[level] == "municipal_cs" else "municipal_cs"
    return inquiries.ask(
        _party(scene, level), inquiry, purpose="identification", ground=_GROUND, alias=alias, access_record="1"
    )


def _held(scene: Scene, level: str, person: str) -> Any:
    code = ResidentRecordCode.parse(scene.code_of(person))
    answer = _ask(scene, level, IdentificationInquiry(code=code))
    return answer.found[0].record if answer.found else None


@step(
    "{level:階層}の{person:人}の本人確認情報は次のとおりである",
    group=NETWORK,
    example="""ならば 全国サーバの「見本 太郎」の本人確認情報は次のとおりである
      | 項目 | 内容                               |
      | 住所 | 神奈川県海老名市国分南一丁目2番3号 |
      | 状態 | 住民                               |""",
    network=True,
)
def level_holds(call: Call, level: str, person: str) -> None:
    """その階層に住民票コードで照会した本人確認情報が、表のとおりである。見出しは「電文の表」の項目。"""
    record = _held(call.scene, level, name(person))
    if record is None:
        raise Unmet(f"{level}に{person}の本人確認情報がありません。")
    found = identification(record)
    wrong = [
        f"\n    {label}: 期待「{text or '空欄'}」 実際「{found.get(label) or '空欄'}」"
        for label, text in cells(call).items()
        if not agrees(call.scene, {label: text}, found)
    ]
    if wrong:
        raise Unmet(f"{level}の{person}の本人確認情報が異なります:" + "".join(wrong))


@step(
    "{level:階層}に{person:人}の本人確認情報はない",
    group=NETWORK,
    example="かつ 全国サーバに「見本 太郎」の本人確認情報はない",
    network=True,
)
def level_holds_nothing(call: Call, level: str, person: str) -> None:
    """その階層は、その人の住民票コードを知らない。"""
    if _held(call.scene, level, name(person)) is not None:
        raise Unmet(f"{level}に{person}の本人確認情報があります。")


@step(
    "各階層の{person:人}の本人確認情報は住民票と一致する",
    group=NETWORK,
    example="ならば 各階層の「見本 太郎」の本人確認情報は住民票と一致する",
    network=True,
)
def levels_are_equal(call: Call, person: str) -> None:
    """市町村CS、都道府県サーバ、全国サーバの4情報と状態が、住民票と同じである。"""
    from daicho.law.identification import derive_record

    record = call.scene.record(name(person))
    if record is None:
        raise Unmet(f"{person}の住民票がありません。")
    own = identification(derive_record(record))
    for level in LEVELS:
        held = _held(call.scene, level, name(person))
        found = {} if held is None else identification(held)
        for label in ("氏名", "住所", "生年月日", "性別", "住民票コード", "状態"):
            if found.get(label) != own[label]:
                raise Unmet(
                    f"{level}の{label}が異なります: 住民票「{own[label]}」 {level}「{found.get(label, 'なし')}」"
                )


@step(
    "{level:階層}へ{person:人}を(住民票コード|個人番号|4情報)で照会する",
    group=NETWORK,
    example="もし 全国サーバへ「見本 太郎」を個人番号で照会する",
    network=True,
)
def inquire(call: Call, level: str, person: str) -> None:
    """市町村CSから(市町村CSへは住民記録システムから)本人確認情報を照会する(CTRL-092)。"""
    from daicho.identification import numbers

    scene = call.scene
    who = name(person)
    if "で照会" not in call.line.text:
        raise Unmet("「…で照会する」と書いてください。")
    if "を個人番号で" in call.line.text:
        alias = "register" if LEVELS[level] == "municipal_cs" else "municipal_cs"
        sealed = numbers.sealed_for(
            alias, _party(scene, level), scene.number_of(who), type_name="identification.inquiry/1", code=""
        )
        inquiry = IdentificationInquiry(number=sealed)
    elif "を4情報で" in call.line.text:
        record = scene.record(who)
        if record is None:
            raise Unmet(f"{person}の住民票がありません。")
        items = FourItems(
            name=record.name.written,
            address=record.address.written,
            birth_date=record.birth_date.stored(),
            sex=record.sex.value,
        )
        inquiry = IdentificationInquiry(items=items)
    else:
        inquiry = IdentificationInquiry(code=ResidentRecordCode.parse(scene.code_of(who)))
    _outcome(scene, lambda: [found.record for found in _ask(scene, level, inquiry).found])


@step(
    "{level:階層}を次の条件で検索する",
    group=NETWORK,
    example="""もし 全国サーバを次の条件で検索する
      | 氏名      | 生年月日       |
      | 見本 太郎 | 昭和55年4月1日 |""",
    network=True,
)
def search_level(call: Call, level: str) -> None:
    """4情報で検索する。氏名と住所、又は氏名と生年月日がそろわなければエラー「CTRL-091」になる。"""
    scene = call.scene
    given = cells(call)
    wrong = [label for label in given if label not in {"氏名", "住所", "生年月日", "性別"}]
    if wrong:
        raise Unmet(f"4情報ではない見出しです: {'、'.join(wrong)}")
    birth = given.get("生年月日", "")
    sex = given.get("性別", "")
    items = FourItems(
        name=given.get("氏名", "").replace(" ", "\u3000"),
        address=given.get("住所", ""),
        birth_date=typing_in.date_of(birth, scene.today).stored() if birth else "",
        sex=typing_in.one_of(SEXES, sex, "性別").value if sex else "",
    )
    _outcome(scene, lambda: list(_ask(scene, level, Search(items=items)).found))


def _outcome(scene: Scene, ask: Any) -> None:
    scene.found = None
    try:
        scene.found = ask()
        scene.outcome = Outcome("照会")
    except Refusal as refused:
        scene.outcome = Outcome("照会", errors=(refused.code,), texts=(str(refused),))


@step(
    "照会結果は次のとおりである",
    group=NETWORK,
    example="""ならば 照会結果は次のとおりである
      | 氏名      | 住所 |
      | 見本 太郎 | *    |""",
    network=True,
)
def answers_are(call: Call) -> None:
    """最後の照会又は階層の検索で得た人が、表の行とちょうど一致する(順は問わない)。表が見出しだけなら0件。"""
    scene = call.scene
    scene.require_no_refusal()
    found = [identification(record) for record in scene.found or ()]
    expected = sheets.rows_of(call.line.table)
    matched = [row for row in expected if any(agrees(scene, row, each) for each in found)]
    if len(matched) != len(expected) or len(expected) != len(found):
        raise Unmet(f"照会結果が異なります。実際は{len(found)}件: {[each['氏名'] for each in found]}")


@step(
    "電文は{code:語}で拒否されている",
    group=NETWORK,
    example="ならば 電文は「I-036-01」で拒否されている",
    network=True,
)
def message_was_refused(call: Call, code: str) -> None:
    """住民記録システムの送った電文が、そのコードで拒否され、処理すべき課題になっている。"""
    found = _refusals(call.scene)
    if name(code) not in found:
        raise Unmet(f"{code}で拒否された電文はありません。拒否: {'、'.join(found) or 'なし'}")


@step(
    "拒否された電文はない",
    group=NETWORK,
    example="かつ 拒否された電文はない",
    network=True,
)
def nothing_was_refused(call: Call) -> None:
    """どの階層でも、住民記録システムの送った電文は拒否されていない。"""
    found = _refusals(call.scene)
    if found:
        raise Unmet(f"電文が拒否されています: {'、'.join(found)}")


def _refusals(scene: Scene) -> list[str]:
    from daicho.systems.register.models import RefusalTask
    from daicho.systems.register.queries import work

    scene.network.settled()
    direct = list(RefusalTask.objects.values_list("code", flat=True))
    tasks = work.tasks(scene.desk.to_search({"一覧": "課題"}))
    return [plain(code) for code in (*direct, *(task.code for task in tasks if task.kind == "refused_by_network"))]
