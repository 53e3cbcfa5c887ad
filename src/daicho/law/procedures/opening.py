"""The opening act: residents of an earlier system are taken over (初期移行).

Outside the 37 reasons of standard chapter 3, 1.2.2: it sends nothing and counts in no statistic. What it brings is
held to the same rules as every record: never-blank items, relationships, one head.
"""

import msgspec

from daicho.law import households, ordinals
from daicho.law.case import Case
from daicho.law.commands import InitialOpening, OpeningRecord
from daicho.law.header_rules import check_effective_on
from daicho.law.person_rules import check_never_blank, check_not_before_birth, read_relationship
from daicho.law.records import ResidentRecord, State, Version


def initial_opening(case: Case, command: InitialOpening) -> None:
    """Take residents over with the content they have and the day it holds from."""
    if not check_effective_on(case, case.effective_on) or not command.records:
        case.find("R-401-03", field="records")
        return
    for opening in command.records:
        _take_over(case, opening)
    residents = [opening for opening in command.records if opening.record.state is State.PRESENT]
    since = min((ordinals.start_of(opening.since) for opening in residents), default=0)
    households.settle(case, [opening.record.household_number for opening in residents], since)


def _take_over(case: Case, opening: OpeningRecord) -> None:
    record = opening.record
    number, code = record.addressee_number, record.resident_record_code
    if number in case.drafts or number in case.situation.timelines:
        case.find("R-1113-01", person=number, field="addressee_number")
        return
    if code is not None and (code.stored() in case.situation.matches.by_code or not case.claim(code)):
        case.find("R-431-02", person=number, field="resident_record_code")
    check_never_blank(case, record)
    check_not_before_birth(case, record.birth_date, opening.since, number)
    draft = case.draft_new(number)
    draft.outside_reasons = True
    draft.versions = (Version(ordinals.start_of(opening.since), None, _cleaned(case, record)),)


def _cleaned(case: Case, record: ResidentRecord) -> ResidentRecord:
    """The record with its relationship as it is stored; the head's name is set with the household."""
    relationship = read_relationship(case, record.relationship, record.addressee_number)
    return msgspec.structs.replace(record, relationship=relationship)
