"""Errors of a host, in the four parts of the house: what, why, what to do, code; Japanese first.

A host speaks to the person who installs or runs it. Nothing in these texts is personal data:
they name settings, files, addresses and versions only.
"""

import msgspec


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with an installation, in Japanese and English.

    `what` says what was found, `why` why it is not allowed, `mend` what to do.
    """

    code: str
    what: str
    what_en: str
    why: str
    why_en: str
    mend: str
    mend_en: str

    def __str__(self) -> str:
        return (
            f"{self.what} ({self.code}) {self.why} {self.mend}\n"
            f"  {self.what_en} ({self.code}) {self.why_en} {self.mend_en}"
        )


class HostError(Exception):
    """A host refuses to open, or a command refuses to run; carries every problem found."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    @property
    def codes(self) -> tuple[str, ...]:
        """The stable codes, in the order found."""
        return tuple(problem.code for problem in self.problems)
