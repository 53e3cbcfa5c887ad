"""The page of the handbook that lists all checks, made from the catalogue (`markdown()`)."""

from collections.abc import Iterator

from daicho.law.checks import CATALOGUE, Check, Language, text
from daicho.law.decision import Level

_HEAD = """# Checks

Every error and alert of the register, and every refusal of the network. Made from the catalogue in
`src/daicho/law/checks/` by `daicho.law.checks.page.markdown()`; a test keeps the page current.

An **error** forbids definitive entry (本登録) until its cause is gone. An **alert** must have been shown, then the act
may go on (standard chapter 3, 11.1). A municipality may set the level where the table says so. `R-` codes are findings
on an act; their digits are the clause (R-403-01: clause 4.0.3). `I-` codes refuse an update of identification
information; their digits are the control (I-036-01: CTRL-036). Words in braces are filled in with what was found.
"""

_NOT_RAISED = """
## What is not checked, on purpose

The standard lists these among the functions that must not be implemented, and tests see to their absence.

| clause | not done |
| --- | --- |
| 4.6.0.1 | no alert when a move-out is cancelled after its move-in notice or after its planned day |
| 4.6.0.1 | no special treatment of a fraudulent act: it is cancelled like any other |
| 4.0.3 | no processing date other than today: no command has the item |
| 4.0.8 | no name and no date of an approver: no command has the items |
| 4.1.2.1 | no automatic remark "同一住所への転居" |
| 4.1.4.1 | no change of address together with a change of household |
| 4.2.2.1 | no 推定死亡 and no cause of death |
| 1.2.2 | no reason 転居取消 |
| 1.1.8 | no みなし生年月日 |
| 1.1.4 | no re-making by itself, however long the history |
| 1.1.11 | no relationship outside the grammar |
| 4.1.3.0.4 | no switch of a move-out to a special one by itself; no second sending of its certificate data |
| 4.1.4.1 | no alert when the buildings of two households differ: the change is refused, nothing is aligned |
| 4.2.3.1 | no details of a supplementary register notice |
| 4.2.3.3 | no correction that overwrites the history |
| 4.3.2 | no item that says when a resident record code changed, besides the ordinary history |
| 4.5.5 | no 旧外登法による登録年月日 from the days as a Japanese resident |
| 4.5.7 | no notice about residence cards whose back has not been written on |
| 9.8 | nothing that lists people on transitional stay: no dated effect |
"""


def markdown() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_tables(), _NOT_RAISED])


def _tables() -> Iterator[str]:
    clauses: dict[str, list[Check]] = {}
    for check in sorted(CATALOGUE.values(), key=lambda check: check.code):
        clauses.setdefault(check.clause, []).append(check)
    for clause in sorted(clauses, key=_order):
        yield f"## {clause}\n"
        for check in clauses[clause]:
            yield from _entry(check)


def _order(clause: str) -> tuple[bool, list[int], str]:
    parts = clause.split(".")
    return (clause.startswith("CTRL"), [int(part) for part in parts] if parts[0].isdigit() else [], clause)


def _entry(check: Check) -> Iterator[str]:
    level = "error / エラー" if check.level is Level.ERROR else "alert / アラート"
    yield f"### {check.code} ({level}{', level set by the municipality' if check.adjustable else ''})\n"
    for language, words in ((Language.JAPANESE, check.ja), (Language.ENGLISH, check.en)):
        article = text(check.code, language).article
        yield f"- {words.what} {words.why} ({article}) {words.remedy}"
    yield ""
