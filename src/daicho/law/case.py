"""The work sheet of one decision: drafts of the people touched, findings, numbers still to be used.

Procedures write on it; `finish` turns it into a decision. It lives only inside `law.decide`.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from daicho.law import checks, timelines
from daicho.law.commands import Command, Header
from daicho.law.decision import ClosedRecord, Decision, Effect, Finding, Level, PersonChange
from daicho.law.reasons import Reason
from daicho.law.records import ActLine, ResidentRecord, State, Timeline, Version
from daicho.law.situation import Situation, TownSettings
from daicho.law.versions import Fields, Versions, amend
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode

T = TypeVar("T")


class MissingFromSituation(LookupError):  # noqa: N818 - what the caller left out
    """The situation lacks something that `needs` asked for: a defect of the caller."""


class Draft:
    """One person's versions while a decision is being made."""

    __slots__ = (
        "cancels", "cancels_also", "closed", "consequence", "effective_on", "ex_officio",
        "outside_reasons", "reason", "timeline", "versions",
    )  # fmt: skip

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.versions: Versions = timeline.versions
        self.reason: Reason | None = None
        self.outside_reasons = False
        self.ex_officio = False
        self.consequence = False
        self.cancels: int | None = None
        self.cancels_also: tuple[int, ...] = ()
        self.effective_on: RegisterDate | None = None
        self.closed: ClosedRecord | None = None

    @property
    def number(self) -> AddresseeNumber:
        """The person's addressee number."""
        return self.timeline.addressee_number

    @property
    def latest(self) -> ResidentRecord | None:
        """The newest content in the draft."""
        return self.versions[-1].content if self.versions else None

    @property
    def is_resident(self) -> bool:
        """Whether the newest content is that of a resident."""
        return bool(self.versions) and self.versions[-1].content.state is State.PRESENT

    def at(self, ordinal: int) -> ResidentRecord | None:
        """The draft's content at an ordinal."""
        return timelines.content_at(self.versions, ordinal)

    def resident_at(self, ordinal: int) -> ResidentRecord | None:
        """The content at an ordinal if the person is a resident then."""
        content = self.at(ordinal)
        return content if content is not None and content.state is State.PRESENT else None

    def is_resident_since(self, ordinal: int) -> bool:
        """Whether the person is a resident at an ordinal or at any time after it."""
        return any(
            version.content.state is State.PRESENT and (version.until is None or version.until > ordinal)
            for version in self.versions
        )

    def amend(self, since: int, fields: Fields) -> None:
        """Give fields new values from an ordinal on."""
        self.versions = amend(self.versions, since, fields)

    def append(self, since: int, content: ResidentRecord) -> None:
        """Let a content stand from an ordinal on, in the place of whatever stood there."""
        self.versions = (*timelines.cut(self.versions, [(since, None)]), Version(since, None, content))

    def mark(
        self,
        reason: Reason,
        *,
        effective_on: RegisterDate | None = None,
        ex_officio: bool = False,
        follows: bool = False,
    ) -> None:
        """State why the person changes; what was stated first stands, but never before a reason of the person's own."""
        if self.reason is None or (self.consequence and not follows):
            self.reason = reason
            self.effective_on = effective_on
            self.ex_officio = ex_officio
            self.consequence = follows

    def acts_in_force(self) -> Iterable[ActLine]:
        """The acts on the person that are not cancelled and are no cancellations, each once."""
        return (
            line
            for line in self.timeline.acts
            if line.cancelled_by is None and line.cancels is None and not line.closing
        )


class Case:
    """One command in one situation, while it is being decided."""

    def __init__(self, situation: Situation, command: Command, settings: TownSettings) -> None:
        self.situation = situation
        self.command = command
        self.settings = settings
        self.findings: list[Finding] = []
        self.drafts: dict[AddresseeNumber, Draft] = {}
        self.effects: list[Effect] = []
        self.effective_on: RegisterDate | None = command.header.effective_on
        self._persons = iter(situation.supply.addressee_numbers)
        self._households = iter(situation.supply.household_numbers)
        self._codes = iter(situation.supply.resident_record_codes)
        self._codes_claimed: set[ResidentRecordCode] = set()
        self._all_drafted = False

    @property
    def header(self) -> Header:
        """The command's header."""
        return self.command.header

    @property
    def today(self) -> date:
        """The processing date (処理日)."""
        return self.situation.today

    @property
    def day(self) -> RegisterDate:
        """The effective date; checks have made sure that there is one."""
        return self.effective_on or RegisterDate(self.today)

    @property
    def refused(self) -> bool:
        """Whether an error stands."""
        return any(finding.level is Level.ERROR for finding in self.findings)

    def find(
        self, code: str, *, person: AddresseeNumber | None = None, field: str | None = None, **values: object
    ) -> None:
        """Add a finding; its level is the catalogue's, or the municipality's where it may choose."""
        level = checks.level_of(code, self.settings.levels)
        texts = {name: str(value) for name, value in values.items() if value is not None}
        finding = Finding(code, level, person, field, texts)
        self.findings = [*(each for each in self.findings if each != finding), finding]

    def draft(self, number: AddresseeNumber) -> Draft:
        """The draft of a person in the situation."""
        draft = self.drafts.get(number)
        if draft is None:
            timeline = self.situation.timelines.get(number)
            if timeline is None:
                raise MissingFromSituation(f"timeline of a person named by {type(self.command).__name__}")
            draft = self.drafts[number] = Draft(timeline)
        return draft

    def draft_new(self, number: AddresseeNumber) -> Draft:
        """The draft of somebody who has no timeline yet."""
        draft = self.drafts[number] = Draft(Timeline(number))
        return draft

    def everybody(self) -> Iterable[Draft]:
        """The drafts of all people in the situation and of all newcomers."""
        if not self._all_drafted:
            for number in self.situation.timelines:
                self.draft(number)
            self._all_drafted = True
        return self.drafts.values()

    def members(self, household: HouseholdNumber, ordinal: int) -> list[Draft]:
        """The people who are residents in a household at an ordinal, as the draft stands."""
        found = []
        for draft in self.everybody():
            content = draft.resident_at(ordinal)
            if content is not None and content.household_number == household:
                found.append(draft)
        return found

    def new_person(self) -> AddresseeNumber:
        """The next addressee number of the supply."""
        return _next(self._persons, "addressee number")

    def new_household(self) -> HouseholdNumber:
        """The next household number of the supply."""
        return _next(self._households, "household number")

    def new_code(self) -> ResidentRecordCode | None:
        """The next resident record code of the supply; None with a finding when the pool is empty (STD-4.3.1)."""
        code = next(self._codes, None)
        left = self.situation.supply.codes_left
        if code is None:
            self.find("R-431-04")
        elif left is not None and left < self.settings.code_pool_threshold:
            self.find("R-431-03", left=left)
        return code

    def claim(self, code: ResidentRecordCode) -> bool:
        """Take a code for somebody in this command; False when another in the command has it already."""
        if code in self._codes_claimed:
            return False
        self._codes_claimed.add(code)
        return True

    def finish(self) -> Decision:
        """The decision: refused with its findings, or the changes that the drafts make."""
        if self.refused:
            return Decision(findings=tuple(self.findings))
        changes = tuple(change for draft in self.drafts.values() if (change := self._change(draft)) is not None)
        return Decision(findings=tuple(self.findings), changes=changes)

    def _change(self, draft: Draft) -> PersonChange | None:
        if draft.versions is draft.timeline.versions:
            return None
        pieces = timelines.difference(draft.timeline.versions, draft.versions)
        if not pieces:
            return None
        return PersonChange(
            addressee_number=draft.number,
            reason=None if draft.outside_reasons else draft.reason,
            pieces=pieces,
            current=draft.versions[-1].content,
            cancels=draft.cancels,
            cancels_also=draft.cancels_also,
            effective_on=draft.effective_on or self.day,
            ex_officio=draft.ex_officio and not draft.outside_reasons,
            consequence=draft.consequence and not draft.outside_reasons,
            closed=draft.closed,
        )


def _next(numbers: Iterator[T], what: str) -> T:
    number = next(numbers, None)
    if number is None:
        raise MissingFromSituation(f"supply of {what}s")
    return number


def shown(day: date | RegisterDate | None) -> str:
    """A day as the clerk reads it, in the era."""
    return "" if day is None else (day if isinstance(day, RegisterDate) else RegisterDate(day)).wareki()
