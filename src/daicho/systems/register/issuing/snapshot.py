"""The one read: everything a paper says, from one snapshot of the register, and what must still hold at its release.

No content is kept between requests: a later issue reads again (domain rule: no cache of households).
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec
from django.db import transaction

from daicho.documents.certificates import Form
from daicho.law import ordinals
from daicho.law.commands import MoveOut
from daicho.law.reasons import Reason
from daicho.law.records import ResidentRecord, State
from daicho.systems.register import db, town
from daicho.systems.register.issuing import holds
from daicho.systems.register.issuing.problems import not_issued
from daicho.systems.register.issuing.slips import reading
from daicho.systems.register.issuing.slips.kinds import LISTS, SLIPS
from daicho.systems.register.issuing.wanted import MOVE_OUT_FORMS, Item
from daicho.systems.register.queries import history, records
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from daicho.access.grants import Grant
    from daicho.systems.register.issuing.wanted import Wanted
    from daicho.systems.register.queries.history import TimelineAct


class MoveOutSource(msgspec.Struct, frozen=True, kw_only=True):
    """The move-out that a certificate speaks of, and its first certificate if there was one."""

    act: int
    movers: tuple[str, ...]
    late: bool  # notified more than 14 days after: 準ずる証明書
    special: bool  # 特例転入を利用した転出
    first_issue: str = ""  # issue number
    first_act: int | None = None  # the register as known at the first issue
    first_day: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What must be the same at the release as when the content was read."""

    household: str
    members: tuple[str, ...]  # present members of the household
    last_acts: tuple[tuple[str, int], ...]  # subject and the last act on it
    holds: tuple[holds.Hold, ...]
    move_out_act: int = 0
    first_issue: str = ""
    slip: str = ""  # form of a slip
    act: int = 0  # the act that it speaks of

    def stored(self) -> bytes:
        """As kept with the request."""
        return msgspec.json.encode(self, order="deterministic")


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: the people in the order of the page, the household, and the standing."""

    records: tuple[ResidentRecord, ...]
    is_whole: bool  # everyone present in the household is on it
    histories: dict[str, tuple[TimelineAct, ...]]
    move_out: MoveOutSource | None
    standing: Standing
    read_act: int
    as_of: date
    slip: reading.SlipSource | reading.ListSource | None = None

    @property
    def reprint_of(self) -> str:
        """The issue number of the first issue of a certificate or slip that left before."""
        source = self.move_out or self.slip
        return source.first_issue if source is not None else ""


@contextmanager
def one_snapshot(alias: str) -> Iterator[None]:
    """A read-only transaction in which every query sees the same register."""
    with transaction.atomic(using=alias):
        db.execute(alias, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def subjects_of(alias: str, wanted: Wanted) -> tuple[str, ...]:
    """Whose records the paper shows, for the gate: numbers only.

    Raises:
        NotIssued: P-ISSUE-15, a move-out certificate without a move-out; P-ISSUE-22, 24, a slip that its act does not
            give.
    """
    if wanted.form in LISTS:
        return tuple(sorted(wanted.subjects))
    if wanted.form in SLIPS:
        return reading.subjects_of(alias, wanted.form, _act_of(wanted), wanted.subjects[0])
    if wanted.form not in MOVE_OUT_FORMS:
        return wanted.subjects
    source = move_out_of(alias, wanted.subjects[0])
    if source is None:
        raise not_issued("P-ISSUE-15")
    return source.movers


def read(grant: Grant, wanted: Wanted) -> Snapshot:
    """Read what a paper says; the grant covers its subjects. To be called inside `one_snapshot`.

    Raises:
        NotIssued: P-ISSUE-08, 09, 11, 15, 22 to 25.
    """
    if wanted.form in LISTS:
        return _list(grant, wanted)
    if wanted.form in SLIPS:
        return _slip(grant, wanted)
    alias, today = grant.alias, town.today()
    source = move_out_of(alias, wanted.subjects[0]) if wanted.form in MOVE_OUT_FORMS else None
    if source is None and wanted.form in MOVE_OUT_FORMS:
        raise not_issued("P-ISSUE-15")
    subjects = source.movers if source is not None else wanted.subjects
    standing = standing_of(alias, subjects, source)
    _refuse_held(standing)
    found = _records(grant, subjects, source)
    if source is None:
        _refuse_mixed(found, standing)
    told = Item.HISTORY in wanted.items and wanted.form is Form.INDIVIDUAL_COPY
    return Snapshot(
        records=tuple(sorted(found, key=_place)),
        is_whole=set(standing.members) == set(subjects),
        histories={person: tuple(history.timeline(grant, person)) for person in subjects} if told else {},
        move_out=source,
        standing=standing,
        read_act=records.last_act(alias),
        as_of=today,
    )


def _act_of(wanted: Wanted) -> int:
    if wanted.act is None:
        raise not_issued("P-ISSUE-22")
    return wanted.act


def _slip(grant: Grant, wanted: Wanted) -> Snapshot:
    """What a slip says. It speaks of its act, so later changes of the people are not on it."""
    act = _act_of(wanted)
    source = reading.read(grant, wanted.form, act, wanted.subjects[0])
    subjects = reading.subjects_of(grant.alias, wanted.form, act, wanted.subjects[0])
    standing = slip_standing(grant.alias, subjects, wanted.form, act)
    _refuse_held(standing)
    if source.first_issue and not wanted.requester.reason.strip():
        raise not_issued("P-ISSUE-23", field="reason")
    return Snapshot(
        records=tuple(each.after for each in source.changed),
        is_whole=False,
        histories={},
        move_out=None,
        standing=standing,
        read_act=records.last_act(grant.alias),
        as_of=town.today(),
        slip=source,
    )


def _list(grant: Grant, wanted: Wanted) -> Snapshot:
    """A list says what holds today. It stays in the office, so a hold about somebody on it does not stop it."""
    source = reading.read_list(grant, wanted.form, wanted.subjects)
    return Snapshot(
        records=source.records,
        is_whole=False,
        histories={},
        move_out=None,
        standing=slip_standing(grant.alias, sorted(wanted.subjects), wanted.form, 0),
        read_act=records.last_act(grant.alias),
        as_of=source.as_of,
        slip=source,
    )


def slip_standing(alias: str, subjects: Sequence[str], form: Form, act: int) -> Standing:
    """What must be unchanged at the release of a slip: its people, what holds issues about them, whether it is new."""
    return msgspec.structs.replace(
        standing_of(alias, subjects, None),
        first_issue=reading.first_issue(alias, act, form, subjects),
        slip=form.value,
        act=act,
    )


def _records(grant: Grant, subjects: Sequence[str], source: MoveOutSource | None) -> list[ResidentRecord]:
    """The contents today; of a reprint those of the first issue (STD-4.1.3.0.3)."""
    on, known_at = None, None
    if source is not None and source.first_act is not None:
        on, known_at = date.fromisoformat(source.first_day), source.first_act
    found = [records.person(grant, person, on=on, known_at=known_at) for person in subjects]
    if None in found:
        raise not_issued("P-ISSUE-08")
    return [record for record in found if record is not None]


def _refuse_mixed(found: Sequence[ResidentRecord], standing: Standing) -> None:
    """Removed records never stand beside present ones, nor people of two households (STD-5.1)."""
    if any(record.state is not State.PRESENT for record in found):
        raise not_issued("P-ISSUE-08")
    if {record.household_number.stored() for record in found} != {standing.household}:
        raise not_issued("P-ISSUE-09")


def _refuse_held(standing: Standing) -> None:
    if any(hold.level == "error" for hold in standing.holds):
        raise not_issued("P-ISSUE-11")


_PRESENT: Final = """
    SELECT addressee_number FROM register_residentversion
    WHERE household_number = %s AND valid @> %s::integer AND upper_inf(recorded) AND state = 'present'
    ORDER BY addressee_number
"""


def present_members(alias: str, household: str) -> tuple[str, ...]:
    """The addressee numbers of the present members of a household today."""
    found = db.rows(alias, _PRESENT, (household, ordinals.as_of(town.today())))
    return tuple(each["addressee_number"] for each in found)


def standing_of(alias: str, subjects: Sequence[str], source: MoveOutSource | None) -> Standing:
    """What the register says now of everything a release depends on."""
    ordered = sorted(subjects)
    people = db.rows(
        alias,
        "SELECT addressee_number, household_number, last_act FROM register_person "
        "WHERE addressee_number = ANY (%s) ORDER BY addressee_number",
        (ordered,),
    )
    if not people or len(people) != len(set(ordered)):
        raise not_issued("P-ISSUE-01")
    household = people[0]["household_number"]
    return Standing(
        household=household,
        members=present_members(alias, household),
        last_acts=tuple((each["addressee_number"], each["last_act"]) for each in people),
        holds=holds.in_force(alias, ordered),
        move_out_act=source.act if source is not None else 0,
        first_issue=source.first_issue if source is not None else "",
    )


_MOVE_OUT: Final = """
    SELECT a.number, a.command, h.ex_officio, a.basis
    FROM register_historyrow h
    JOIN register_act a ON a.number = h.act_number
    WHERE h.addressee_number = %s AND a.command_kind = 'move_out' AND h.reason = %s AND NOT h.consequence
        AND NOT EXISTS (
            SELECT FROM register_historyrow c WHERE c.addressee_number = h.addressee_number
            AND (c.cancels = h.act_number OR c.cancels_also @> to_jsonb(h.act_number)))
    ORDER BY a.number DESC LIMIT 1
"""
_MOVERS: Final = """
    SELECT h.addressee_number FROM register_historyrow h
    WHERE h.act_number = %s AND h.reason = %s AND NOT h.consequence
        AND NOT EXISTS (
            SELECT FROM register_historyrow c WHERE c.addressee_number = h.addressee_number
            AND (c.cancels = h.act_number OR c.cancels_also @> to_jsonb(h.act_number)))
    ORDER BY h.addressee_number
"""
_FIRST: Final = """
    SELECT r.issue_number, r.read_act, r.as_of FROM register_issuerequest r
    JOIN register_issue i ON i.request_id = r.request_id AND i.disposed_at IS NULL
    WHERE r.move_out_act = %s AND r.state = 'released' AND r.reprint_of = ''
    ORDER BY r.id LIMIT 1
"""


def move_out_of(alias: str, person: str) -> MoveOutSource | None:
    """The last move-out of a person to another municipality that was not cancelled; None where there is none."""
    reason = Reason.DOMESTIC_MOVE_OUT.value
    act = db.row(alias, _MOVE_OUT, (person, reason))
    if act is None:
        return None
    movers = tuple(each["addressee_number"] for each in db.rows(alias, _MOVERS, (act["number"], reason)))
    first = db.row(alias, _FIRST, (act["number"],))
    return MoveOutSource(
        act=act["number"],
        movers=movers,
        late=act["ex_officio"] and act["basis"] == "notification",
        special=codec.decode(bytes(act["command"]), MoveOut).special,
        first_issue=first["issue_number"] if first else "",
        first_act=first["read_act"] if first else None,
        first_day=first["as_of"].isoformat() if first else "",
    )


def _place(record: ResidentRecord) -> tuple[int, str]:
    """Order on a page: the place in the household, those without one last (STD-5.2)."""
    return (record.position if record.position is not None else 1_000_000, record.addressee_number.stored())
