"""Who looked at whom: concrete tables of access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.access import records
from daicho.access.grants import FourItems
from daicho.access.models import AccessRecordBase, AccessSegmentBase
from daicho.systems.register.models.projections import Person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class AccessRecord(AccessRecordBase):
    """One access to persons of this register, granted or refused (CTRL-074). `persons` are addressee numbers."""

    @classmethod
    def four_items(cls, using: str, persons: Sequence[str]) -> Mapping[str, FourItems]:
        """The four items of `persons` as the register holds them now."""
        found = Person.objects.using(using).filter(pk__in=list(persons))
        return {
            person.addressee_number: FourItems(
                name=person.name_written,
                address=person.address_written,
                birth_date=person.birth_date,
                sex=person.sex,
            )
            for person in found
        }

    @classmethod
    def subjects_query(cls) -> str:
        """The query that reads them with the record."""
        return records.subjects_from(
            "register_person", key="addressee_number", name="name_written", address="address_written"
        )


class AccessSegment(AccessSegmentBase):
    """One sealed stretch of access records."""
