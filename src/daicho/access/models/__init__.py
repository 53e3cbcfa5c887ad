"""Tables of access: abstract records for every system, and the accounts of the host database."""

from daicho.access.models.accounts import (
    AccessRecord,
    AccessSegment,
    Account,
    Credential,
    Office,
    OneTimeCode,
    RightGrant,
    Terminal,
)
from daicho.access.models.records import AccessRecordBase, AccessSegmentBase
from daicho.access.models.reviews import AuditReview, RightsReview, Training

__all__ = [
    "AccessRecord",
    "AccessRecordBase",
    "AccessSegment",
    "AccessSegmentBase",
    "Account",
    "AuditReview",
    "Credential",
    "Office",
    "OneTimeCode",
    "RightGrant",
    "RightsReview",
    "Terminal",
    "Training",
]
