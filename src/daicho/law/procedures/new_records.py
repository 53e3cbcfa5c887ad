"""One record of a person ends and another begins on the same day: nationality, re-making, restoration.

The person is a resident throughout: number, history, household, place and relationship run on. The record that ended
has a history row of its own, before that of the new one (`PersonChange.closed`).

Source: standard chapter 3, 1.1.4, 1.1.5, 1.2.2, 4.5.3 to 4.5.5; Order for Enforcement of the Act, Articles 8-2, 12(2).
"""

import itertools
from collections.abc import Sequence
from typing import Any

import msgspec

from daicho.law import households, ordinals
from daicho.law.case import Case, Draft
from daicho.law.commands import NationalityAcquired, NationalityLost, Remaking, Restoration
from daicho.law.decision import ClosedRecord
from daicho.law.header_rules import check_header
from daicho.law.person_rules import check_never_blank
from daicho.law.procedures.corrections import given_of, stored_values
from daicho.law.procedures.relocations import residents
from daicho.law.procedures.removals import removed_record
from daicho.law.readings import in_katakana
from daicho.law.reasons import Reason
from daicho.law.records import PersonKind, ResidentRecord, State
from daicho.law.versions import index_at, overwrite, stay_bounds
from daicho.values.dates import RegisterDate


def nationality_acquired(case: Case, command: NationalityAcquired) -> None:
    """A foreign resident has become Japanese (帰化, 国籍取得)."""
    for draft, content in _recorded(case, [command.person]):
        if content.kind is not PersonKind.FOREIGN:
            case.find("R-453-01", person=draft.number, field="person")
            continue
        since = ordinals.start_of(case.day)
        _close(case, draft, content, Reason.EX_OFFICIO_REMOVAL_NATURALISATION)
        _of_kind(
            draft,
            since,
            {"kind": PersonKind.JAPANESE, "residence": None, "common_name": None, "common_name_history": ()},
        )
        became = content.residence.became_foreign_resident_on if content.residence is not None else None
        fields = {
            "name": in_katakana(command.name),
            "domicile": command.domicile or None,
            "first_listed_person": command.first_listed_person or None,
            "became_resident_on": became or content.became_resident_on,
        }
        _begin(case, draft, fields, Reason.EX_OFFICIO_ENTRY_NATURALISATION)


def nationality_lost(case: Case, command: NationalityLost) -> None:
    """A Japanese resident has lost the nationality and stays as a foreign resident (国籍喪失).

    Of whoever had lost it before becoming a resident here, the record of a Japanese resident ends on the day it began
    with: the later day is that of becoming a foreign resident (STD-4.5.5).
    """
    stays = case.draft(command.person).latest
    if case.effective_on is not None and stays is not None and stays.state is State.PRESENT:
        case.effective_on = _later(case.effective_on, stays.became_resident_on)
    for draft, content in _recorded(case, [command.person]):
        if content.kind is not PersonKind.JAPANESE:
            case.find("R-455-01", person=draft.number, field="person")
            continue
        if not command.residence.category.is_transitional:
            case.find("R-455-02", person=draft.number, field="residence")
        since = ordinals.start_of(case.day)
        _close(case, draft, content, Reason.EX_OFFICIO_REMOVAL_LOSS_OF_NATIONALITY)
        residence = msgspec.structs.replace(
            command.residence, became_foreign_resident_on=_later(case.day, content.became_resident_on)
        )
        blank = {"domicile": None, "first_listed_person": None, "former_surname": None}
        _of_kind(draft, since, {"kind": PersonKind.FOREIGN, "residence": residence, **blank})
        fields = {} if command.name is None else {"name": in_katakana(command.name)}
        _begin(case, draft, fields, Reason.EX_OFFICIO_ENTRY_LOSS_OF_NATIONALITY)


def _later(one: RegisterDate, other: RegisterDate) -> RegisterDate:
    return max(one, other)


def remaking(case: Case, command: Remaking) -> None:
    """Re-make records (改製): the superseded one keeps the history, the new one begins with what is in force."""
    for draft, content in _recorded(case, command.persons):
        if content.remade_on == case.day:
            case.find("R-114-01", person=draft.number, field="persons")
            continue
        _close(case, draft, content, Reason.REMAKING_REMOVAL)
        _begin(case, draft, {"remade_on": case.day}, Reason.REMAKING_ENTRY)


def restoration(case: Case, command: Restoration) -> None:
    """Restore a record that was lost or damaged (再製), with what has to be put right in it."""
    for draft, content in _recorded(case, [command.person]):
        if content.remade_on == case.day:
            case.find("R-114-01", person=draft.number, field="person")
            continue
        given = given_of(command.amendments)
        if not given.keys() <= set(content.__struct_fields__):
            case.find("R-4233-03", person=draft.number, field="amendments")
            continue
        values = stored_values(case, draft, given)
        _close(case, draft, content, Reason.RESTORATION_REMOVAL)
        _begin(case, draft, {**values, "remade_on": case.day}, Reason.RESTORATION_ENTRY)


def _recorded(case: Case, persons: Sequence[Any]) -> list[tuple[Draft, ResidentRecord]]:
    """The residents named, with their content on the effective date."""
    if not check_header(case):
        return []
    since = ordinals.start_of(case.day)
    return [(draft, content) for draft in residents(case, persons, since) if (content := draft.at(since)) is not None]


def _close(case: Case, draft: Draft, content: ResidentRecord, reason: Reason) -> None:
    """Keep the record that ends as a removed record."""
    draft.closed = ClosedRecord(reason, removed_record(case, content, reason))


def _of_kind(draft: Draft, since: int, fields: dict[str, Any]) -> None:
    """Give the items that only one kind of resident has: to the end of the stay, or to a later change of kind.

    No later act leaves an item of the other kind behind.
    """
    place = index_at(draft.versions, since) or 0
    kind = draft.versions[place].content.kind
    rest = draft.versions[place : stay_bounds(draft.versions, place)[1]]
    same_kind = tuple(itertools.takewhile(lambda version: version.content.kind is kind, rest))
    draft.versions = overwrite(draft.versions, since, same_kind[-1].until, lambda _: fields)


def _begin(case: Case, draft: Draft, fields: dict[str, Any], reason: Reason) -> None:
    """Begin the new record: with the act's own notes, not those of the record that ended."""
    since = ordinals.start_of(case.day)
    draft.amend(since, {**fields, "notes": case.header.notes})
    draft.mark(reason, effective_on=case.day, ex_officio=True)
    begun = [content for content in (draft.at(since),) if content is not None]
    for content in begun:
        check_never_blank(case, content)
    households.settle(case, [content.household_number for content in begun], since)
