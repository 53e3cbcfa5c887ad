"""Findings, refusals and faults as notices in four parts: what, why with its article, what to do, a stable code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.law import checks
from daicho.law.decision import Level
from daicho.systems.register.presenters import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from daicho.law.decision import Finding
    from daicho.systems.register.actions.errors import NotDone
    from daicho.systems.register.batch.refusals import BatchFileRefused


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What the clerk reads (drawn by `screens/components/finding.html`)."""

    code: str
    level: str
    what: str
    why: str = ""
    article: str = ""
    remedy: str = ""
    who: str = ""
    field: str = ""


def of_findings(findings: Iterable[Finding], names: Mapping[str, str]) -> list[Notice]:
    """The law's findings, errors first, each with the person it is about."""
    notices = [_of_finding(finding, names) for finding in findings]
    return sorted(notices, key=lambda notice: notice.level != Level.ERROR.value)


def _of_finding(finding: Finding, names: Mapping[str, str]) -> Notice:
    text = checks.text(finding, "en" if words.is_english() else "ja")
    person = "" if finding.person is None else finding.person.stored()
    return Notice(
        code=text.code,
        level=text.level.value,
        what=text.what,
        why=text.why,
        article=text.article,
        remedy=text.remedy,
        who=names.get(person, ""),
        field=finding.field or "",
    )


def of_refusal(refused: NotDone) -> Notice:
    """Why an action was not done."""
    english = words.is_english()
    return Notice(
        code=refused.code,
        level=Level.ERROR.value,
        what=refused.what_en if english else refused.what,
        why=refused.why_en if english else refused.why,
        remedy=refused.mend_en if english else refused.mend,
    )


def of_file(refused: BatchFileRefused) -> Notice:
    """Why a file was refused whole."""
    said, english = refused.said, words.is_english()
    return Notice(
        code=refused.code,
        level=Level.ERROR.value,
        what=said.what_en if english else said.what,
        why=said.why_en if english else said.why,
        remedy=said.mend_en if english else said.mend,
    )
