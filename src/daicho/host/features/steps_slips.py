"""Steps that make a slip (通知書等) of an act and read what it says."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.access.gate import Gate
from daicho.host.features import sheets
from daicho.host.features.desk import ALIAS, CLERK
from daicho.host.features.said import Said
from daicho.host.features.scene import Outcome, Unmet
from daicho.host.features.steps_acts import act_called, attempt
from daicho.host.features.vocabulary import Call, name, names, step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.documents.certificates import Certificate
    from daicho.documents.slips import Paper, Slip
    from daicho.host.features.scene import Scene

SLIP: Final = "帳票"


class _Reader:
    """A press that prints nothing: the case reads the slip's own words."""

    def preview(self, certificate: Paper) -> tuple[bytes, ...]:
        """No images."""
        del certificate
        return ()


@step(
    "[職員{clerk:語}が][異動{act:語}について]{person:人}の帳票{slip:語}を作成する",
    group=SLIP,
    example="もし 「見本 太郎」の帳票「住民異動届受理通知」を作成する",
)
def make_slip(call: Call, person: str, slip: str, act: str | None = None, clerk: str | None = None) -> None:
    """印刷前の確認までを行い、帳票に書かれる内容を得る。異動を呼び名で指さなければ、その人の異動のうち、その帳票を作成できる最後のもの。

    帳票は、住民異動届受理通知、職権記録書、職権記載等通知書、住民票コード通知票、住民票コード変更通知票、住民票コード修正通知票、
    世帯主変更通知書、世帯主変更依頼通知書、転入通知未着照会書。作成できなければエラー「P-ISSUE-…」になる。
    """
    scene = call.scene

    def look() -> None:
        from daicho.systems.register.issuing import making, requests

        who = name(clerk) if clerk else CLERK
        press: Any = _Reader()
        office = making.Office(
            access=scene.desk.access(who, making.ISSUE),
            desk=requests.Desk(place="市民課", terminal=f"窓口 {who}"),
            gate=Gate(ALIAS),
            press=press,
        )
        _, scene.paper = making.preview(office, _wanted(scene, name(person), name(slip), act))
        scene.outcome = Outcome(name(slip))

    scene.paper = None
    attempt(scene, name(slip), look)


def _wanted(scene: Scene, person: str, title: str, called: str | None) -> Any:
    from daicho.documents.certificates import Form
    from daicho.systems.register.issuing.slips.kinds import SLIPS
    from daicho.systems.register.issuing.wanted import Requester, RequesterKind, Wanted, deliveries

    forms = {form.japanese: form for form in Form if form in SLIPS}
    if title not in forms:
        raise Unmet(f"「{title}」という帳票はありません。作成できる帳票: {'、'.join(forms)}")
    form, number = forms[title], scene.person(person)
    return Wanted(
        form=form,
        subjects=(number,),
        act=act_called(scene, name(called)).number if called else _act_of(number, form),
        requester=Requester(kind=RequesterKind.OFFICE, delivery=deliveries(form)[0].value, reason="再発行"),
    )


def _act_of(person: str, form: Any) -> int:
    """The last act of a person that gives a slip; where none does, the last one of all, which then says why."""
    from daicho.systems.register import db
    from daicho.systems.register.issuing.slips import acts, offers

    found = db.rows(
        ALIAS,
        "SELECT act_number FROM register_historyrow WHERE addressee_number = %s ORDER BY history_number DESC",
        (person,),
    )
    numbers = [each["act_number"] for each in found]
    by_number = {act.number: act for act in acts.all_done(ALIAS, numbers)}
    giving = [number for number in numbers if number in by_number and offers.offered(by_number[number], form, person)]
    return next(iter(giving or numbers), 0)


def texts_of(slip: Slip) -> Iterator[tuple[str, str]]:
    """Every labelled text of a slip."""
    yield "題名", slip.form.japanese
    yield from (("表示", mark) for mark in slip.marks)
    if slip.addressee is not None:
        addressee = slip.addressee
        yield "宛先", f"{addressee.postal_code}{addressee.address}{addressee.name}{addressee.honorific}"
    yield from (("本文", sentence) for sentence in (*slip.body, *slip.closing))
    for table in slip.tables:
        if table.heading:
            yield "見出し", table.heading
        yield from ((cell.label, cell.text) for row in table.rows for cell in row)
    yield "発行者", f"{slip.issuer.title}{slip.issuer.name}"
    yield from (("注記", note) for note in slip.notes)


def _said(scene: Scene) -> Said:
    from daicho.documents.slips import Slip

    scene.require_no_refusal()
    paper: Certificate | Slip | None = scene.paper
    if not isinstance(paper, Slip):
        raise Unmet("まだ帳票を作成していません。")
    return Said(SLIP, list(texts_of(paper)))


@step("帳票に{texts:語々}と書かれている", group=SLIP, example="ならば 帳票に「受理しました」と書かれている")
def slip_says(call: Call, texts: str) -> None:
    """帳票のどこかに、その言葉が書かれている。"""
    _said(call.scene).require(names(texts))


@step("帳票に{texts:語々}とは書かれていない", group=SLIP, example="かつ 帳票に「昭和55年4月1日」とは書かれていない")
def slip_does_not_say(call: Call, texts: str) -> None:
    """帳票のどこにも、その言葉は書かれていない。"""
    _said(call.scene).require_absent(names(texts))


@step(
    "帳票の記載は次のとおりである",
    group=SLIP,
    example="""ならば 帳票の記載は次のとおりである
      | 項目     | 内容 |
      | 異動事由 | 転居 |""",
)
def slip_is(call: Call) -> None:
    """帳票の欄(見出しは帳票に印字されるもの、又はその一部。ほかに題名、表示、宛先、本文、見出し、発行者、注記)のどれかが、その内容である。"""
    _said(call.scene).require_cells(sheets.rows_of(call.line.table))
