"""The catalogue of checks: every error and alert, with its source and its text in four parts.

`R-` codes are findings on a command; the digits are the clause of standard chapter 3 (R-403-01: clause 4.0.3). `I-`
codes are refusals of identification information; the digits are the control (I-036-01: CTRL-036). A code never
changes its meaning.

Source: standard chapter 3, 11.1: an error forbids 本登録 until its cause is gone, an alert must have been shown; both
say the cause and what to do.
"""

from collections.abc import Mapping
from typing import Final

from daicho.law.checks import dates, foreigners, households, identification, persons, procedures
from daicho.law.checks.entry import Check, CheckText, Language, Words, render
from daicho.law.decision import Finding, Level

__all__ = ["CATALOGUE", "Check", "CheckText", "Language", "Words", "level_of", "text"]

_SUBJECTS: Final = (dates, persons, households, procedures, foreigners, identification)

CATALOGUE: Final[dict[str, Check]] = {check.code: check for subject in _SUBJECTS for check in subject.CHECKS}
"""Every check by its code."""


def level_of(code: str, chosen: Mapping[str, Level]) -> Level:
    """The level at which a check binds: the catalogue's, or the municipality's where the standard lets it choose."""
    check = CATALOGUE[code]
    return chosen.get(code, check.level) if check.adjustable else check.level


def text(finding: Finding | str, language: Language | str = Language.JAPANESE) -> CheckText:
    """A finding, or a bare code, as the clerk reads it: what, why, article, what to do.

    Raises:
        KeyError: No check has this code.
    """
    if isinstance(finding, str):
        check = CATALOGUE[finding]
        return render(check, {}, Language(language), check.level)
    return render(CATALOGUE[finding.code], finding.values, Language(language), finding.level)
