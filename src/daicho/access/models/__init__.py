"""Tables of access: abstract records for every system, and the accounts of the host database."""

from daicho.access.models.records import AccessRecordBase, AccessSegmentBase

__all__ = ["AccessRecordBase", "AccessSegmentBase"]
