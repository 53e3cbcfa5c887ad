"""As much of a record as the rows of a load say in other words than its own; the rest goes over as it is written."""

import msgspec

from daicho.law.records import Removal
from daicho.law.records_items import Residence
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, FormerSurname, PersonName
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode


class Parts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The fields of `ResidentRecord` of the same names, read from its canonical form in half the time."""

    addressee_number: AddresseeNumber
    household_number: HouseholdNumber
    name: PersonName
    birth_date: RegisterDate
    address: Address
    became_resident_on: RegisterDate
    address_set_on: RegisterDate | None = None
    resident_record_code: ResidentRecordCode | None = None
    former_surname: FormerSurname | None = None
    common_name: CommonName | None = None
    common_name_history: tuple[CommonName, ...] = ()
    residence: Residence | None = None
    removal: Removal | None = None
