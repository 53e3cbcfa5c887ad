"""The simulated country: its organisations, and the acts of its registers on people who do not exist."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from daicho.exchange.simulation.systems import NATION, System, prefecture_of
from daicho.law.identification import IdentificationRecord, UpdateReason
from daicho.law.records import Sex
from daicho.protocol.messages import MoveInNotice
from daicho.protocol.parties import Party
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import MunicipalityCode, ResidentRecordCode

if TYPE_CHECKING:
    import random

_FIRST_DAY = dt.date(2026, 1, 1)
_BORN = RegisterDate.of(1990, 1, 1)
TOWNS_OF_A_PREFECTURE = 4


class Country:
    """Organisations and people.

    Args:
        hosts: organisations in all; at least three (nation, prefecture, municipality).
        chance: the run's randomness.
    """

    def __init__(self, hosts: int, chance: random.Random) -> None:
        prefectures = 1 if hosts < 6 else chance.randint(1, 1 + hosts // TOWNS_OF_A_PREFECTURE)  # noqa: PLR2004
        codes = [_town(number % prefectures + 1, number) for number in range(max(1, hosts - 1 - prefectures))]
        self.registers = [Party(code, "register") for code in codes]
        servers = sorted({prefecture_of(code) for code in codes})
        self.parties = [*self.registers, *(Party(code, "municipal_cs") for code in codes), *servers, NATION]
        self._born = 0
        self._day = 0
        self._known: list[tuple[str, str]] = []

    def areas_of(self, party: Party) -> tuple[str, ...]:
        """The municipalities a party answers for."""
        towns = sorted(register.organisation for register in self.registers)
        if party.system == "prefecture":
            return tuple(town for town in towns if prefecture_of(town) == party)
        return (party.organisation,) if party.organisation in towns else ()

    def act(self, system: System, chance: random.Random) -> None:
        """Let a register make one act."""
        self._day += 1
        today = RegisterDate(_FIRST_DAY + dt.timedelta(days=self._day))
        kind = chance.choices(["birth", "move", "relocate", "correct", "death", "wrong"], [30, 25, 15, 10, 12, 8])[0]
        present = sorted(system.durable.register)
        if kind == "birth" or not present:
            self._enter(system, self._new_code(), UpdateReason.BIRTH, today)
        elif kind == "move":
            self._move_in(system, chance, today)
        elif kind == "wrong":
            # a clerk's slip that the checks must refuse: nothing changes in the register
            system.notify(system.durable.register[chance.choice(present)], UpdateReason.MOVE_IN, today)
        else:
            self._change(system, chance.choice(present), kind, today)

    def _enter(self, system: System, code: str, reason: UpdateReason, today: RegisterDate) -> IdentificationRecord:
        record = _person(code, system.party.organisation, today, self._day)
        system.durable.register[code] = record
        system.notify(record, reason, today)
        self._known.append((code, system.party.organisation))
        return record

    def _move_in(self, system: System, chance: random.Random, today: RegisterDate) -> None:
        """Somebody known elsewhere moves in here; the municipality left gets a notice."""
        elsewhere = [
            (code, town)
            for code, town in self._known
            if town != system.party.organisation and code not in system.durable.register
        ]
        if not elsewhere:
            self._enter(system, self._new_code(), UpdateReason.MOVE_IN, today)
            return
        code, town = chance.choice(elsewhere)
        record = self._enter(system, code, UpdateReason.MOVE_IN, today)
        here = Address(municipality_code=system.party.organisation, town=record.address)
        notice = MoveInNotice(
            to_municipality=town,
            from_municipality=system.party.organisation,
            resident_record_code=record.resident_record_code,
            name=PersonName(single=record.name),
            birth_date=record.birth_date,
            sex=record.sex,
            address=here,
            previous_address=Address(municipality_code=town),
            moved_in_on=today,
            notified_on=today,
        )
        system.send(Party(system.party.organisation, "municipal_cs"), notice)

    def _change(self, system: System, code: str, kind: str, today: RegisterDate) -> None:
        record = system.durable.register[code]
        if kind == "death":
            del system.durable.register[code]
            system.notify(record, UpdateReason.DEATH, today, removed=True)
            return
        if kind == "relocate":
            changed = msgspec.structs.replace(record, address=f"TOWN {self._day}", address_set_on=today)
            reason = UpdateReason.RELOCATION
        else:
            changed = msgspec.structs.replace(record, name=f"SAMPLE {self._day}")
            reason = UpdateReason.EX_OFFICIO_CORRECTION
        system.durable.register[code] = changed
        system.notify(changed, reason, today)

    def _new_code(self) -> str:
        self._born += 1
        return ResidentRecordCode.with_check_digit(self._born).stored()


def _town(prefecture: int, number: int) -> str:
    return MunicipalityCode.with_check_digit(f"{prefecture:02d}{201 + number}").stored()


def _person(code: str, town: str, today: RegisterDate, number: int) -> IdentificationRecord:
    return IdentificationRecord(
        resident_record_code=ResidentRecordCode.from_stored(code),
        name=f"SAMPLE {number}",
        gaiji_count_name=0,
        name_furigana="",
        name_kana_unvoiced="",
        birth_date=_BORN,
        sex=Sex.FEMALE,
        municipality_code=town,
        oaza_aza_code="",
        postal_code="",
        address=f"TOWN {number}",
        gaiji_count_address=0,
        resident_since=today,
    )
