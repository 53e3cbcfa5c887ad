"""The tables of the register; those of exchange and access stand in `network` and `protection`."""

from __future__ import annotations

from daicho.systems.register.models.acts import Act, ActChain, ActPart, HistoryRow
from daicho.systems.register.models.batch import BatchFile, BatchRecord, BatchRun, BatchState
from daicho.systems.register.models.columns import RecordColumns
from daicho.systems.register.models.dictionaries import (
    BuildingEntry,
    Certifier,
    CertifierKind,
    DistrictEntry,
    LotEntry,
    TownEntry,
)
from daicho.systems.register.models.drafts import FormDraft
from daicho.systems.register.models.issuing import IssueHold, IssueRequest, IssueSerial, IssueState
from daicho.systems.register.models.network import (
    Inbox,
    InquiryRecord,
    Link,
    OperatorAction,
    Outbox,
    Payload,
    PayloadKey,
    RefusalTask,
    Statement,
)
from daicho.systems.register.models.pending import (
    CheckRecord,
    EditLock,
    HeldCommand,
    OperationRecord,
    PendingAct,
    PendingLock,
    PendingState,
    ReturnReason,
)
from daicho.systems.register.models.projections import Household, Person, SearchKey
from daicho.systems.register.models.protection import AccessRecord, AccessSegment
from daicho.systems.register.models.versions import ResidentVersion
from daicho.systems.register.models.work import (
    DailyConfirmation,
    DailyJob,
    DueEffect,
    Issue,
    Load,
    NextDayCheck,
    PooledCode,
    SavedSearch,
    Task,
)

__all__ = [
    "AccessRecord",
    "AccessSegment",
    "Act",
    "ActChain",
    "ActPart",
    "BatchFile",
    "BatchRecord",
    "BatchRun",
    "BatchState",
    "BuildingEntry",
    "Certifier",
    "CertifierKind",
    "CheckRecord",
    "DailyConfirmation",
    "DailyJob",
    "DistrictEntry",
    "DueEffect",
    "EditLock",
    "FormDraft",
    "HeldCommand",
    "HistoryRow",
    "Household",
    "Inbox",
    "InquiryRecord",
    "Issue",
    "IssueHold",
    "IssueRequest",
    "IssueSerial",
    "IssueState",
    "Link",
    "Load",
    "LotEntry",
    "NextDayCheck",
    "OperationRecord",
    "OperatorAction",
    "Outbox",
    "Payload",
    "PayloadKey",
    "PendingAct",
    "PendingLock",
    "PendingState",
    "Person",
    "PooledCode",
    "RecordColumns",
    "RefusalTask",
    "ResidentVersion",
    "ReturnReason",
    "SavedSearch",
    "SearchKey",
    "Statement",
    "Task",
    "TownEntry",
]
