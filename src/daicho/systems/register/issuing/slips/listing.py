"""Lists of slips: what an act gives and what was made of it, what waits to be made, whose move-in notice is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.documents.certificates import Form
from daicho.law.records import State
from daicho.systems.register import db, rows, town
from daicho.systems.register.issuing.slips import acts, offers
from daicho.systems.register.issuing.slips.kinds import SLIPS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from daicho.access.grants import Grant
    from daicho.law.records import ResidentRecord
    from daicho.systems.register.issuing.slips.acts import ActDone
    from daicho.systems.register.issuing.slips.offers import Offer

WAITING_DAYS: Final = 14
"""How far back the list of slips to be made looks: due slips are made in the flow of the act (STD-4.3.3)."""
NOTICE_DAYS: Final = 14
"""After how many days past the planned one a missing notice is looked for: the time within which a move-in is notified
(Basic Resident Register Act, Article 22)."""
MOST: Final = 500
"""Rows of a list at most."""


class Made(msgspec.Struct, frozen=True):
    """A slip of an act, and the request under which it left first."""

    offer: Offer
    request: int | None = None
    issue_number: str = ""


class ActSlips(msgspec.Struct, frozen=True, kw_only=True):
    """An act with its slips."""

    act: ActDone
    slips: tuple[Made, ...]


_MADE: Final = """
    SELECT r.act_number, i.form, r.subjects, min(r.id) AS request, min(r.issue_number) AS issue_number
    FROM register_issuerequest r
    JOIN register_issue i ON i.request_id = r.request_id AND i.disposed_at IS NULL
    WHERE r.act_number = ANY (%s) AND r.state = 'released' AND r.reprint_of = ''
    GROUP BY r.act_number, i.form, r.subjects
"""


_CERTIFIED: Final = """
    SELECT r.move_out_act, min(r.id) AS request, min(r.issue_number) AS issue_number
    FROM register_issuerequest r
    JOIN register_issue i ON i.request_id = r.request_id AND i.disposed_at IS NULL
    WHERE r.move_out_act = ANY (%s) AND r.state = 'released' AND r.reprint_of = ''
    GROUP BY r.move_out_act
"""


def of_acts(alias: str, numbers: Iterable[int]) -> list[ActSlips]:
    """The slips of acts, newest act first; acts that give none are left out. Numbers of people only.

    The certificate of a move-out stands first among them: it is made in the same flow (STD-4.1.3.0.3).
    """
    found = [(act, _given(act)) for act in acts.all_done(alias, numbers)]
    known = [act.number for act, _ in found]
    made = {
        (each["act_number"], each["form"], tuple(each["subjects"])): each for each in db.rows(alias, _MADE, (known,))
    }
    certified = {each["move_out_act"]: each for each in db.rows(alias, _CERTIFIED, (known,))}

    def of_offer(offer: Offer) -> Made:
        first = made.get((offer.act, offer.form.value, offer.subjects))
        first = first if offer.form in SLIPS else certified.get(offer.act)
        return Made(offer) if first is None else Made(offer, first["request"], first["issue_number"])

    return [ActSlips(act=act, slips=tuple(map(of_offer, given))) for act, given in reversed(found) if given]


def _given(act: ActDone) -> tuple[Offer, ...]:
    certificate = offers.certificate(act)
    return (*((certificate,) if certificate is not None else ()), *offers.of_act(act))


_OF_PERSON: Final = """
    SELECT act_number FROM register_historyrow WHERE addressee_number = %s
    ORDER BY history_number DESC LIMIT 100
"""


def of_person(grant: Grant, person: str) -> list[ActSlips]:
    """The slips of a person's acts that name this person, newest act first."""
    grant.require([person])
    numbers = [each["act_number"] for each in db.rows(grant.alias, _OF_PERSON, (person,))]
    found = []
    for each in of_acts(grant.alias, numbers):
        own = tuple(made for made in each.slips if person in made.offer.subjects)
        found += [ActSlips(act=each.act, slips=own)] if own else []
    return found


_RECENT: Final = """
    SELECT number FROM register_act
    WHERE processed_on > %s::date - %s::integer AND command_kind <> 'initial_opening'
    ORDER BY number DESC LIMIT %s
"""


def waiting(alias: str) -> list[ActSlips]:
    """Slips that wait to be made and were not made yet, of the acts of the last days. Nobody is named."""
    numbers = [each["number"] for each in db.rows(alias, _RECENT, (town.today(), WAITING_DAYS, MOST))]
    found = []
    for each in of_acts(alias, numbers):
        open_ones = tuple(made for made in each.slips if made.offer.due and made.request is None)
        found += [ActSlips(act=each.act, slips=open_ones)] if open_ones else []
    return found


class Unheard(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who left and of whom no move-in notice has come; `act` is the move-out, None where there is none."""

    record: ResidentRecord
    act: int | None
    days: int | None  # since the planned day


_UNHEARD: Final = f"""
    SELECT {rows.COLUMN_LIST}, (
        SELECT max(a.number) FROM register_historyrow h
        JOIN register_act a ON a.number = h.act_number AND a.command_kind = 'move_out'
        WHERE h.addressee_number = v.addressee_number AND h.reason = 'domestic_move_out' AND NOT h.consequence
    ) AS move_out
    FROM register_residentversion v
    WHERE state IN ('moved_out', 'removed') AND upper_inf(recorded) AND upper_inf(valid)
        AND removal ->> 'move_in_notice_on' IS NULL
        AND CASE WHEN %(ex_officio)s
            THEN state = 'removed' AND removal ->> 'reason' = 'ex_officio_removal'
            ELSE state = 'moved_out' AND removal ->> 'reason' = 'domestic_move_out'
                AND removal ->> 'planned_on' <= %(until)s END
    ORDER BY removal ->> 'planned_on', addressee_number LIMIT {MOST}
"""


def unheard(grant: Grant, *, until: date, ex_officio: bool = False) -> list[Unheard]:
    """転入通知未着者一覧 (STD-4.1.3.1.4): who moved out by a day, or was removed ex officio, without a notice since.

    The grant is of a search; what was shown is recorded by the caller with `Gate.shown`. The plan goes through the
    partial index of such versions, which are few.
    """
    found = []
    for each in db.rows(grant.alias, _UNHEARD, {"until": until.isoformat(), "ex_officio": ex_officio}):
        act = each.pop("move_out")
        record = rows.record_of(each)
        found.append(Unheard(record=record, act=None if ex_officio else act, days=_days(record)))
    return found


def _days(record: ResidentRecord) -> int | None:
    planned = record.removal.planned_on if record.removal is not None else None
    if planned is None or record.state is not State.MOVED_OUT:
        return None
    return (town.today() - planned.bounds()[0]).days


def inquiry_of(unheard_of: Unheard) -> tuple[int, str, str] | None:
    """Act, form and person of the inquiry about somebody; None where nobody can be asked."""
    if unheard_of.act is None:
        return None
    return unheard_of.act, Form.MOVE_IN_NOTICE_INQUIRY.value, unheard_of.record.addressee_number.stored()
