"""Commands that change records of people who stay (修正): relocation, households, corrections, cancellation.

Source: standard chapter 3, 4.1.2, 4.1.4, 4.2.3, 4.3, 4.4, 4.6.
"""

import msgspec

from daicho.law.commands_common import Amendments, Destination, Header, Mover, Placement
from daicho.values.numbers import AddresseeNumber, HouseholdNumber


class Relocation(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="relocation"):
    """Relocation within the municipality (転居, Article 23; STD-4.1.2), also to another house on the same lot."""

    header: Header
    movers: tuple[Mover, ...]
    destination: Destination


class HouseholdSplit(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="household_split"):
    """Household split (世帯分離): members form a household of their own at the same address (STD-4.1.4.1)."""

    header: Header
    movers: tuple[Mover, ...]


class HouseholdMerge(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="household_merge"):
    """Household merge (世帯合併): a whole household joins another at the same address (STD-4.1.4.1)."""

    header: Header
    movers: tuple[Mover, ...]
    household_number: HouseholdNumber


class HouseholdChange(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="household_change"):
    """Household change (世帯変更): some members go over to another household at the same address (STD-4.1.4.1)."""

    header: Header
    movers: tuple[Mover, ...]
    household_number: HouseholdNumber


class ChangeOfHead(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="change_of_head"):
    """Change of head (世帯主変更): with it the relationships of all members may change (STD-4.1.4.1, 4.1.4.2)."""

    header: Header
    household_number: HouseholdNumber
    placements: tuple[Placement, ...]


class ClericalCorrection(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="clerical_correction"):
    """Clerical correction (誤記修正, STD-4.2.3.3) of any field; never overwrites.

    `header.effective_on` is the day from which the wrong value stands; left out, it is corrected over the whole stay.
    """

    header: Header
    person: AddresseeNumber
    amendments: Amendments


class IndividualNumberAssigned(
    msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="individual_number_assigned"
):
    """The national server has assigned an individual number (個人番号の職権記載, STD-4.4, 7.1.2.1)."""

    header: Header
    person: AddresseeNumber
    individual_number_ref: str


class Cancellation(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="cancellation"):
    """Cancellation of an act (異動の取消し, STD-4.6.0.1), of all or some of the people it changed.

    Whoever is changed by the act only as a consequence is restored with the others. `placements` state the
    relationship of people who return to a household that has another head by now.
    """

    header: Header
    act_number: int
    persons: tuple[AddresseeNumber, ...]
    placements: tuple[Placement, ...] = ()
