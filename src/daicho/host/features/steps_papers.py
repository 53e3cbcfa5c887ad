"""Steps that ask for a paper and read what it says."""

# ruff: noqa: D415 - the description of a step is Japanese and ends with 。

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.access.gate import Gate
from daicho.host.features import sheets, typing_in
from daicho.host.features.desk import ALIAS, CLERK
from daicho.host.features.reading import plain
from daicho.host.features.said import Said
from daicho.host.features.scene import Outcome, Unmet
from daicho.host.features.sheets import text_of
from daicho.host.features.steps_acts import attempt
from daicho.host.features.vocabulary import Call, name, names, step
from daicho.host.features.words import PAPERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.documents.certificates import Certificate
    from daicho.host.features.scene import Scene

PAPER: Final = "証明書"

_REQUESTERS: Final = {
    "本人": "self",
    "同一世帯の人": "household_member",
    "代理人": "agent",
    "第三者": "third_party",
    "公用": "public_office",
}
_ITEMS: Final = {
    "世帯主・続柄": "head",
    "本籍・筆頭者": "domicile",
    "住民票コード": "resident_record_code",
    "個人番号": "individual_number",
    "異動履歴": "history",
    "国籍・地域": "nationality",
    "在留区分": "category",
    "在留資格": "status_of_residence",
    "在留期間": "period_of_stay",
    "在留期間の満了の日": "expiry",
    "在留カード等の番号": "document_number",
    "通称の記載及び削除": "common_names",
}
LABELS: Final[dict[str, str]] = {
    "請求者": "本人・同一世帯の人・代理人・第三者・公用。既定は本人。",
    "請求者氏名": "",
    "本人確認書類": "「、」でつなぐ。既定は運転免許証。空欄も可。",
    "委任状": "あり・なし。既定はなし。",
    "請求理由": "",
    "住民票コードの請求理由": "",
    "個人番号の請求理由": "",
    **dict.fromkeys(_ITEMS, "記載するなら「はい」。既定は省略。"),
}
"""Headings of a request for a paper."""


class _Reader:
    """A press that prints nothing: the case reads the certificate's own words."""

    def preview(self, certificate: Certificate) -> tuple[bytes, ...]:
        """No images."""
        del certificate
        return ()


@step(
    "[職員{clerk:語}が]{persons:人々}の{paper:証明書}を請求する",
    group=PAPER,
    example="""もし 「見本 太郎」と「見本 花子」の住民票の写しを請求する
      | 世帯主・続柄 | 本籍・筆頭者 |
      | はい         | いいえ       |""",
)
def ask_for_paper(call: Call, persons: str, paper: str, clerk: str | None = None) -> None:
    """交付前の確認までを行い、証明書に書かれる内容を得る。住民票の写しは世帯連記式。認められなければエラー「P-ISSUE-…」になる。"""
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
        _, scene.paper = making.preview(office, _wanted(scene, scene.everyone(persons), paper, call))
        scene.outcome = Outcome(paper)

    scene.paper = None
    attempt(scene, paper, look)


def _wanted(scene: Scene, persons: list[str], paper: str, call: Call) -> Any:
    from daicho.documents.certificates import Form
    from daicho.systems.register.issuing.wanted import Item, Requester, RequesterKind, Wanted

    rows = sheets.rows_of(call.line.table)
    given = rows[0] if rows else {}
    known = {plain(label): label for label in LABELS}
    wrong = [label for label in given if label not in known]
    if wrong:
        raise Unmet(f"証明書の請求にない見出しです: {'、'.join(wrong)}。使える見出し: {'、'.join(LABELS)}")
    return Wanted(
        form=Form(PAPERS[paper]),
        subjects=tuple(scene.person(person) for person in persons),
        items=frozenset(Item(code) for label, code in _ITEMS.items() if typing_in.yes(given.get(plain(label), ""))),
        requester=Requester(
            kind=RequesterKind(typing_in.one_of(_REQUESTERS, given.get("請求者") or "本人", "請求者")),
            name=text_of(given.get("請求者氏名", "")),
            documents=typing_in.texts_of(given.get("本人確認書類", "運転免許証")),
            letter_of_attorney=typing_in.yes(given.get("委任状", "")),
            reason=text_of(given.get("請求理由", "")),
            code_reason=text_of(given.get("住民票コードの請求理由", "")),
            number_reason=text_of(given.get("個人番号の請求理由", "")),
        ),
    )


def _said(scene: Scene) -> Said:
    """Every labelled text of the paper, the readings over names too."""
    scene.require_no_refusal()
    if scene.paper is None:
        raise Unmet("まだ証明書を請求していません。")
    return Said(PAPER, list(_cells(scene.paper)))


def _cells(paper: Certificate) -> Iterator[tuple[str, str]]:
    yield "題名", paper.form.japanese
    yield from (("表示", mark) for mark in paper.marks)
    for rows in (paper.head, *(person.rows for person in paper.persons)):
        for cell in (cell for row in rows for cell in row):
            yield cell.label, cell.text
            if cell.above:
                yield f"{cell.label}の振り仮名", cell.above
    yield "認証文", paper.attestation
    yield "認証者", f"{paper.issuer.title}{paper.issuer.name}"
    yield from (("注記", note) for note in paper.notes)


@step("証明書に{texts:語々}と書かれている", group=PAPER, example="ならば 証明書に「神奈川県海老名市長」と書かれている")
def paper_says(call: Call, texts: str) -> None:
    """証明書のどこかに、その言葉が書かれている。"""
    _said(call.scene).require(names(texts))


@step("証明書に{texts:語々}とは書かれていない", group=PAPER, example="かつ 証明書に「見本 一郎」とは書かれていない")
def paper_does_not_say(call: Call, texts: str) -> None:
    """証明書のどこにも、その言葉は書かれていない。"""
    _said(call.scene).require_absent(names(texts))


@step(
    "証明書の記載は次のとおりである",
    group=PAPER,
    example="""ならば 証明書の記載は次のとおりである
      | 項目 | 内容                             |
      | 住所 | 神奈川県海老名市中央一丁目1番1号 |""",
)
def paper_is(call: Call) -> None:
    """証明書の欄(見出しは証明書に印字されるもの、又はその一部。ほかに題名、認証文、認証者、表示、注記)のどれかが、その内容である。"""
    _said(call.scene).require_cells(sheets.rows_of(call.line.table))
