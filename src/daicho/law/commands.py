"""What an office asks of the register: one typed command for each procedure.

A command says what was notified or found, never what follows from it. Numbers that must be kept out of sight are
vault references. Texts that a clerk types and that may be wrong (a code from a paper) come as typed; the law checks
them and answers with a finding.

Source: standard chapter 3, 4.0 to 4.6.
"""

from daicho.law.commands_common import (
    UNSET,
    Amendments,
    Basis,
    Destination,
    Entrant,
    Header,
    MoveOutCertificate,
    Mover,
    Notifier,
    NotifierKind,
    Placement,
    SpecialAdoption,
)
from daicho.law.commands_correction import (
    Cancellation,
    ChangeOfHead,
    ClericalCorrection,
    CodeChange,
    CommonNameChanged,
    ExOfficioCorrection,
    FormerSurnameChange,
    FormerSurnameChanged,
    HouseholdChange,
    HouseholdMerge,
    HouseholdSplit,
    IndividualNumberAssigned,
    IndividualNumberChanged,
    MinorCorrection,
    MinorGround,
    NumberChange,
    Relocation,
    ResidentRecordCodeChanged,
)
from daicho.law.commands_entry import (
    Birth,
    DomesticMoveIn,
    EntryArticle,
    ExOfficioEntry,
    ExOfficioEntryKind,
    InitialOpening,
    MoveInFromAbroad,
    OpeningRecord,
)
from daicho.law.commands_foreign import (
    ImmigrationMatter,
    ImmigrationNotice,
    ResidenceChanges,
    ResidenceNotified,
)
from daicho.law.commands_records import (
    NationalityAcquired,
    NationalityGround,
    NationalityLost,
    Remaking,
    Restoration,
)
from daicho.law.commands_removal import (
    Death,
    ExOfficioRemoval,
    MoveInNoticeReceived,
    MoveOut,
    PassingOfPlannedDate,
    RemovalGround,
)

__all__ = [
    "UNSET",
    "Amendments",
    "Basis",
    "Birth",
    "Cancellation",
    "ChangeOfHead",
    "ClericalCorrection",
    "CodeChange",
    "Command",
    "CommonNameChanged",
    "Death",
    "Destination",
    "DomesticMoveIn",
    "Entrant",
    "EntryArticle",
    "ExOfficioCorrection",
    "ExOfficioEntry",
    "ExOfficioEntryKind",
    "ExOfficioRemoval",
    "FormerSurnameChange",
    "FormerSurnameChanged",
    "Header",
    "HouseholdChange",
    "HouseholdMerge",
    "HouseholdSplit",
    "ImmigrationMatter",
    "ImmigrationNotice",
    "IndividualNumberAssigned",
    "IndividualNumberChanged",
    "InitialOpening",
    "MinorCorrection",
    "MinorGround",
    "MoveInFromAbroad",
    "MoveInNoticeReceived",
    "MoveOut",
    "MoveOutCertificate",
    "Mover",
    "NationalityAcquired",
    "NationalityGround",
    "NationalityLost",
    "Notifier",
    "NotifierKind",
    "NumberChange",
    "OpeningRecord",
    "PassingOfPlannedDate",
    "Placement",
    "Relocation",
    "Remaking",
    "RemovalGround",
    "ResidenceChanges",
    "ResidenceNotified",
    "ResidentRecordCodeChanged",
    "Restoration",
    "SpecialAdoption",
]

Command = (
    DomesticMoveIn
    | MoveInFromAbroad
    | Birth
    | ExOfficioEntry
    | InitialOpening
    | Relocation
    | HouseholdSplit
    | HouseholdMerge
    | HouseholdChange
    | ChangeOfHead
    | MoveOut
    | PassingOfPlannedDate
    | MoveInNoticeReceived
    | Death
    | ExOfficioRemoval
    | ClericalCorrection
    | IndividualNumberAssigned
    | ExOfficioCorrection
    | MinorCorrection
    | IndividualNumberChanged
    | ResidentRecordCodeChanged
    | FormerSurnameChanged
    | CommonNameChanged
    | NationalityAcquired
    | NationalityLost
    | Remaking
    | Restoration
    | ImmigrationNotice
    | ResidenceNotified
    | Cancellation
)
"""Every command; msgspec tells them apart by the field `type`."""
