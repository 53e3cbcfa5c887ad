"""What a scenario knows while it is played: its people by name, its acts, what the last act led to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.host.features.desk import ALIAS, Desk
from daicho.host.features.reading import plain
from daicho.host.features.stage import HOME, TOWNS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from daicho.law.commands import Command
    from daicho.law.decision import Decision
    from daicho.law.records import ResidentRecord
    from daicho.systems.register.actions.recording import Recorded
    from daicho.values.numbers import HouseholdNumber, IndividualNumber


class Unmet(AssertionError):  # noqa: N818 - what a step found, in the field's words
    """What a step expects does not hold, or a step cannot be played: the sentence is for the case's author."""


class Outcome(msgspec.Struct):
    """What the last act led to. `seen` is set when a step has looked at a refusal."""

    what: str
    errors: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    recorded: Any = None  # recording.Recorded
    decision: Any = None  # law.decision.Decision
    pending: int | None = None
    seen: bool = False


class ActNote(msgspec.Struct, frozen=True):
    """An act of the scenario: its number, the kind of its command, whom it changed."""

    number: int
    kind: str
    persons: tuple[str, ...]
    principals: tuple[str, ...]  # without those changed only as a consequence


class Known(msgspec.Struct):
    """What is known of a person everywhere in a scenario: the code and number they keep through life."""

    code: str = ""
    number: str = ""
    document: str = ""


SAME: Final = re.compile("「(.+)」と同じ")
"""A cell that means the same as somebody's."""

_FIRST_SERIAL: Final = 8_000_000


class Scene:
    """One scenario in one town."""

    def __init__(self, town: str = HOME, *, network: Any = None) -> None:
        self.town = TOWNS[town]
        self.network = network
        self.desk = Desk(self.town["code"])
        self.people: dict[str, str] = {}  # name as called -> addressee number
        self.nicknames: set[str] = set()
        self.heard: dict[str, str] = {}  # name in a table of people who enter -> how they are called (呼び名)
        self.known: dict[str, Known] = {}
        self.acts: list[ActNote] = []
        self.called_acts: dict[str, int] = {}
        self.called_pending: dict[str, int] = {}
        self.entered: dict[int, tuple[str, str]] = {}  # pending act -> procedure and people of its sentence
        self.outcome: Outcome | None = None
        self.pending: int | None = None  # the last pending act that a step has entered
        self.messages_before = 0
        self.found: Any = None
        self.paper: Any = None  # documents.certificates.Certificate
        self.serial = _FIRST_SERIAL if town == HOME else _FIRST_SERIAL + 500_000
        self.lots = 0
        self.addresses: set[str] = set()  # those that people have had, as written

    @property
    def today(self) -> dt.date:
        """The business date."""
        from django.conf import settings

        day: dt.date = settings.DAICHO.today()
        return day

    @property
    def own(self) -> str:
        """The town's code."""
        return self.town["code"]

    def next_serial(self) -> int:
        """A serial for a synthetic number that nobody has."""
        self.serial += 1
        return self.serial

    def person(self, name: str) -> str:
        """The addressee number of somebody the scenario knows.

        Raises:
            Unmet: nobody of that name is known.
        """
        number = self.people.get(plain(name)) or self._now_called(name)
        if number is None:
            raise Unmet(f"「{name}」はまだ登場していません。登場した人: {'、'.join(self.people) or 'なし'}")
        return number

    def _now_called(self, name: str) -> str | None:
        """Somebody whose record has this name by now: a name may change in the course of a scenario."""
        for number in dict.fromkeys(self.people.values()):
            record = self.newest(self.name_of(number))
            if record is not None and plain(record.name.written) == plain(name):
                return number
        return None

    def meet(self, name: str, number: str) -> None:
        """Remember somebody by a name; the newest of that name is meant from then on."""
        self.people[plain(name)] = number

    def hear(self, name: str, called: str) -> None:
        """Remember somebody who is about to enter, and how the scenario calls them."""
        self.heard[plain(name)] = called
        if plain(called) != plain(name):
            self.nicknames.add(plain(called))

    def may_be_nobody(self, name: str) -> bool:
        """Whether somebody was named in a table but has never come onto the register."""
        called = {plain(each) for pair in self.heard.items() for each in pair}
        return plain(name) in called and plain(name) not in self.people

    def is_nickname(self, text: str, number: str) -> bool:
        """Whether a text is no name but how the scenario calls the holder of an addressee number (呼び名)."""
        return plain(text) in self.nicknames and self.people.get(plain(text)) == number

    def of(self, name: str) -> Known:
        """What is known of a person of this name in any town."""
        return self.known.setdefault(plain(name), Known())

    def code_of(self, name: str) -> str:
        """The resident record code that a person of this name keeps, made at first use."""
        from daicho.values.numbers import ResidentRecordCode

        known = self.of(name)
        if not known.code:
            known.code = ResidentRecordCode.synthetic(self.next_serial()).stored()
        return known.code

    def new_code_of(self, name: str) -> str:
        """Another resident record code for a person of this name, who keeps it from then on."""
        self.of(name).code = ""
        return self.code_of(name)

    def number_of(self, name: str) -> IndividualNumber:
        """The individual number that a person of this name keeps, made at first use."""
        from daicho.values.numbers import IndividualNumber

        known = self.of(name)
        if not known.number:
            known.number = IndividualNumber.synthetic(self.next_serial()).stored()
        return IndividualNumber.parse(known.number)

    def document_of(self, name: str) -> str:
        """The number of the residence card or certificate that a person of this name has, made at first use."""
        known = self.of(name)
        if not known.document:
            known.document = f"AB{self.next_serial():08d}CD"
        return known.document

    def same_document(self, text: str, name: str) -> str:
        """A text as typed, or the card's number of somebody where the cell says あり or 「…」と同じ."""
        same = SAME.fullmatch(text)
        if same or text == "あり":
            return self.document_of(same[1] if same else name)
        return text

    def new_number_of(self, name: str) -> IndividualNumber:
        """Another individual number for a person of this name, who keeps it from then on."""
        self.of(name).number = ""
        return self.number_of(name)

    def record(self, name: str, *, on: dt.date | None = None, known_at: int | None = None) -> ResidentRecord | None:
        """Somebody's record now, on a day, or as the register knew it."""
        from daicho.systems.register.queries import records

        number = self.person(name)
        return records.person(self.desk.to_look([number]), number, on=on, known_at=known_at)

    def record_if_any(self, name: str, **at: Any) -> ResidentRecord | None:
        """Somebody's record, or None also of somebody whose entry was refused and who has none at all."""
        return None if self.may_be_nobody(name) else self.record(name, **at)

    def newest(self, name: str) -> ResidentRecord | None:
        """Somebody's newest content, be its day ahead or not."""
        from daicho.systems.register.queries import records

        number = self.person(name)
        found = records.versions(self.desk.to_look([number]), number)
        return found[-1].content if found else None

    def newest_name(self, name: str) -> str:
        """The name on somebody's record now, without spaces."""
        record = self.newest(name)
        return "" if record is None else "".join(record.name.written.split())

    def household_of(self, name: str) -> HouseholdNumber:
        """The household to which somebody belongs now.

        Raises:
            Unmet: there is no record of that person.
        """
        record = self.newest(name)
        if record is None:
            raise Unmet(f"「{name}」の住民票がありません。")
        return record.household_number

    def everyone(self, word: str) -> list[str]:
        """The people of a sentence: those named, or with 全員 everybody of their households now."""
        from daicho.host.features.vocabulary import names
        from daicho.systems.register.queries import records

        named = names(word)
        if not word.endswith("全員"):
            return named
        found: list[str] = []
        for name in named:
            household = self.household_of(name).stored()
            grant = self.desk.to_look(records.members_of(ALIAS, household))
            whole = records.household(grant, household)
            people = whole.members or whole.removed
            found += [self.name_of(record.addressee_number.stored()) for record in people]
        return list(dict.fromkeys(found))

    def name_of(self, number: str) -> str:
        """How the scenario calls the holder of an addressee number."""
        return next((name for name, known in self.people.items() if known == number), number)

    # what the last act led to ------------------------------------------------------------------------------------

    def before_act(self) -> None:
        """Remember how far the messages to the CS had come."""
        from daicho.host.features import letters

        self.messages_before = letters.last_number()

    def took(self, what: str, recorded: Recorded, command: Command | None) -> None:
        """Remember a definitive act: who was changed, by which name they are called."""
        changes = recorded.decision.changes
        kind = "" if command is None else str(command.__struct_config__.tag)
        self.acts.append(
            ActNote(
                recorded.number,
                kind,
                tuple(change.addressee_number.stored() for change in changes),
                tuple(change.addressee_number.stored() for change in changes if not change.consequence),
            )
        )
        for change in changes:
            number = change.addressee_number.stored()
            if number not in self.people.values():
                written = change.current.name.written
                self.meet(self.heard.pop(plain(written), written), number)
            self._remember_code(change.current)
        alerts = self.outcome.alerts if self.outcome is not None and self.outcome.what == what else ()
        self.outcome = Outcome(
            what,
            alerts=_codes(recorded.decision.alerts) or alerts,
            texts=_texts(recorded.decision.findings),
            recorded=recorded,
            decision=recorded.decision,
        )

    def _remember_code(self, record: ResidentRecord) -> None:
        known = self.of(self.name_of(record.addressee_number.stored()))
        if record.resident_record_code is not None:
            known.code = record.resident_record_code.stored()

    def decided(self, what: str, decision: Decision, *, pending: int | None = None) -> None:
        """Remember a decision that is no act yet: a preview or a pending act."""
        self.outcome = Outcome(
            what,
            errors=_codes(decision.errors),
            alerts=_codes(decision.alerts),
            texts=_texts(decision.findings),
            decision=decision,
            pending=pending,
        )

    def refused(self, what: str, error: Exception) -> None:
        """Remember a refusal with its codes and texts."""
        decision = getattr(error, "decision", None)
        codes = _codes(decision.errors) if decision is not None else ()
        self.outcome = Outcome(
            what,
            errors=(*codes, *_own_code(error)),
            alerts=_codes(decision.alerts) if decision is not None else (),
            texts=_texts(decision.findings) if decision is not None and decision.findings else (str(error),),
            decision=decision,
            pending=None if self.outcome is None else self.outcome.pending,
        )

    def require_no_refusal(self) -> None:
        """Fail when the last act was refused and no step has looked at that.

        Raises:
            Unmet: with the codes and texts of the refusal.
        """
        outcome = self.outcome
        if outcome is not None and outcome.errors and not outcome.seen:
            said = "\n    ".join(outcome.texts)
            raise Unmet(f"{outcome.what}がエラーになりました({'、'.join(outcome.errors)})。\n    {said}")

    def latest(self) -> Outcome:
        """What the last act led to.

        Raises:
            Unmet: nothing has been done yet.
        """
        if self.outcome is None:
            raise Unmet("まだ異動をしていません。")
        return self.outcome

    def last(self) -> Outcome:
        """What the last act led to, now looked at: a refusal is expected.

        Raises:
            Unmet: nothing has been done yet.
        """
        outcome = self.latest()
        outcome.seen = True
        return outcome

    def after_daily_job(self, first: int) -> None:
        """Take note of acts that the daily job or a message recorded, from an act number on."""
        for note in acts_since(first):
            if note.number not in {known.number for known in self.acts}:
                self.acts.append(note)


def _codes(findings: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.code for finding in findings))


def _texts(findings: Iterable[Any]) -> tuple[str, ...]:
    from daicho.law import checks

    return tuple(checks.text(finding).written for finding in findings)


def _own_code(error: Exception) -> tuple[str, ...]:
    code = getattr(error, "code", "")
    return (str(code),) if code else ()


def acts_since(first: int) -> list[ActNote]:
    """The acts on record from a number on."""
    from daicho.law.decision import PersonChange
    from daicho.systems.register import db
    from daicho.values import codec

    found = db.rows(
        ALIAS, "SELECT number, command_kind, changes FROM register_act WHERE number >= %s ORDER BY number", (first,)
    )
    notes = []
    for row in found:
        changes = codec.decode(bytes(row["changes"]), tuple[PersonChange, ...])
        notes.append(
            ActNote(
                row["number"],
                row["command_kind"],
                tuple(change.addressee_number.stored() for change in changes),
                tuple(change.addressee_number.stored() for change in changes if not change.consequence),
            )
        )
    return notes
