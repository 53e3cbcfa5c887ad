"""The contents that a slip speaks of: before and after the act, as the register's history has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.documents.certificates import Form
from daicho.law.commands import Command, Header
from daicho.law.records import ResidentRecord, State
from daicho.systems.register import db, rows, town
from daicho.systems.register.issuing.problems import not_issued
from daicho.systems.register.issuing.slips import acts, offers
from daicho.systems.register.queries import records
from daicho.systems.register.queries.opened import require_opened
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from daicho.access.grants import Grant
    from daicho.systems.register.issuing.slips.acts import ActDone, ActLine


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the slip: the content that the act found, and the one it left."""

    line: ActLine
    before: ResidentRecord | None
    after: ResidentRecord

    @property
    def was_present(self) -> bool:
        """Whether the person was a resident before the act."""
        return self.before is not None and self.before.state is State.PRESENT


class SlipSource(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a slip says, and whether it was made before."""

    act: ActDone
    form: Form
    header: Header
    command: Command
    operator: str
    place: str
    changed: tuple[Changed, ...]
    first_issue: str = ""

    @property
    def first(self) -> Changed:
        """Who stands first on it."""
        return self.changed[0]


class ListSource(msgspec.Struct, frozen=True, kw_only=True):
    """A list of people as the register has them today; each list is a new one, none a reprint."""

    form: Form
    records: tuple[ResidentRecord, ...]
    as_of: date
    first_issue: str = ""


def read_list(grant: Grant, form: Form, persons: Sequence[str]) -> ListSource:
    """Read a list of people not heard of; the grant covers them. To be called inside `snapshot.one_snapshot`.

    Raises:
        NotIssued: P-ISSUE-12, the move-in notice of one of them has come meanwhile.
    """
    found = [records.person(grant, person) for person in persons]
    standing = tuple(each for each in found if each is not None and _is_unheard_of(each))
    if len(standing) != len(persons):
        raise not_issued("P-ISSUE-12")
    return ListSource(form=form, records=standing, as_of=town.today())


def _is_unheard_of(record: ResidentRecord) -> bool:
    removal = record.removal
    return record.state is not State.PRESENT and removal is not None and removal.move_in_notice_on is None


def subjects_of(alias: str, form: Form, act_number: int, person: str) -> tuple[str, ...]:
    """Whom a slip is about, for the gate: numbers only.

    Raises:
        NotIssued: P-ISSUE-22, the act does not give this slip; P-ISSUE-24, it was cancelled.
    """
    return _offer(alias, form, act_number, person).subjects


def _offer(alias: str, form: Form, act_number: int, person: str) -> offers.Offer:
    act = acts.done(alias, act_number)
    if act is None or all(line.person != person for line in act.lines):
        raise not_issued("P-ISSUE-22")
    if act.line(person).cancelled:
        raise not_issued("P-ISSUE-24")
    offer = offers.offered(act, form, person)
    if offer is None:
        raise not_issued("P-ISSUE-22")
    return offer


_ACT: Final = "SELECT envelope, command, operator, place FROM register_act WHERE number = %s"
_HISTORY: Final = f"""
    SELECT history_number, {rows.COLUMN_LIST} FROM register_historyrow
    WHERE addressee_number = %s AND history_number = ANY (%s) ORDER BY history_number
"""
_FIRST: Final = """
    SELECT r.issue_number FROM register_issuerequest r
    JOIN register_issue i ON i.request_id = r.request_id AND i.disposed_at IS NULL
    WHERE r.act_number = %s AND i.form = %s AND r.subjects = %s AND r.state = 'released' AND r.reprint_of = ''
    ORDER BY r.id LIMIT 1
"""


def first_issue(alias: str, act_number: int, form: Form, subjects: Sequence[str]) -> str:
    """The issue number under which this slip left for the first time; empty where it has not."""
    found: str | None = db.value(alias, _FIRST, (act_number, form.value, list(subjects)))
    return found or ""


def read(grant: Grant, form: Form, act_number: int, person: str) -> SlipSource:
    """Read what a slip says; the grant covers its subjects. To be called inside `snapshot.one_snapshot`.

    Raises:
        NotIssued: P-ISSUE-22, 24 as `subjects_of`; P-ISSUE-25, the move-in notice has come or is not due.
    """
    alias = grant.alias
    offer = _offer(alias, form, act_number, person)
    require_opened(grant, offer.subjects)
    act = acts.done(alias, act_number)
    found = db.row(alias, _ACT, (act_number,))
    if act is None or found is None:
        raise not_issued("P-ISSUE-22")
    command = codec.decode(bytes(found["command"]), Command)
    changed = tuple(_changed(alias, line) for line in act.lines if line.person in offer.subjects)
    if form is Form.MOVE_IN_NOTICE_INQUIRY:
        changed = _unheard_of(grant, changed)
    return SlipSource(
        act=act,
        form=form,
        header=command.header,
        command=command,
        operator=found["operator"],
        place=found["place"],
        changed=changed,
        first_issue=first_issue(alias, act_number, form, offer.subjects),
    )


def _changed(alias: str, line: ActLine) -> Changed:
    found = db.rows(alias, _HISTORY, (line.person, [line.history_number - 1, line.history_number]))
    contents = {each.pop("history_number"): rows.record_of(each) for each in found}
    return Changed(line=line, before=contents.get(line.history_number - 1), after=contents[line.history_number])


def _unheard_of(grant: Grant, changed: tuple[Changed, ...]) -> tuple[Changed, ...]:
    """Those whose planned day has passed without a notice, as the register has them today (STD-4.1.3.1.4)."""
    waiting = []
    for each in changed:
        today = records.person(grant, each.line.person)
        if today is None or today.removal is None or not _is_unheard_of(today):
            continue
        planned = today.removal.planned_on
        if planned is not None and planned.bounds()[0] <= town.today():
            waiting.append(Changed(line=each.line, before=each.before, after=today))
    if not waiting:
        raise not_issued("P-ISSUE-25")
    return tuple(waiting)
