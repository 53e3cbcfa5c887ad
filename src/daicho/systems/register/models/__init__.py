"""The tables of the register. Concrete exchange and access tables stand in `network` and `protection`."""

from __future__ import annotations

from daicho.systems.register.models.acts import Act, ActChain, ActPart, HistoryRow
from daicho.systems.register.models.columns import RecordColumns
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
from daicho.systems.register.models.versions import ResidentVersion
from daicho.systems.register.models.work import (
    DailyConfirmation,
    DailyJob,
    DueEffect,
    Issue,
    Load,
    PooledCode,
    SavedSearch,
    Task,
)

__all__ = [
    "Act",
    "ActChain",
    "ActPart",
    "CheckRecord",
    "DailyConfirmation",
    "DailyJob",
    "DueEffect",
    "EditLock",
    "HeldCommand",
    "HistoryRow",
    "Household",
    "Issue",
    "Load",
    "OperationRecord",
    "PendingAct",
    "PendingLock",
    "PendingState",
    "Person",
    "PooledCode",
    "RecordColumns",
    "ResidentVersion",
    "ReturnReason",
    "SavedSearch",
    "SearchKey",
    "Task",
]
