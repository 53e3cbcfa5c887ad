"""The tables of this municipality's residents' identification information, and of links, access and loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.access.models import AccessRecordBase, AccessSegmentBase
from daicho.exchange import models as exchange
from daicho.identification import four_items
from daicho.identification import models as identification

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from daicho.access.grants import FourItems


class Identification(identification.MunicipalFileBase):
    """本人確認情報ファイル (DF-2) of this municipality."""

    class Meta(identification.MunicipalFileBase.Meta):
        """As the base says."""


class PastStay(identification.PastStayBase):
    """What was held before each update."""

    class Meta(identification.PastStayBase.Meta):
        """As the base says."""


class FileLoad(identification.FileLoadBase):
    """Initial loads by file."""


class Stated(identification.StatedBase):
    """Persons stated by a baseline under way."""

    class Meta(identification.StatedBase.Meta):
        """As the base says."""


class AccessRecord(AccessRecordBase):
    """One access to persons held here, granted or refused (CTRL-074). `persons` are resident record codes."""

    @classmethod
    def four_items(cls, using: str, persons: Sequence[str]) -> Mapping[str, FourItems]:
        """Return the four items of `persons` as they are held now."""
        return four_items.read(Identification._meta.db_table, using, persons)  # noqa: SLF001 - Django's own name

    @classmethod
    def subjects_query(cls) -> str:
        """The query that reads them with the record."""
        return four_items.query(Identification._meta.db_table)  # noqa: SLF001 - as above


class AccessSegment(AccessSegmentBase):
    """One sealed stretch of access records."""


class Link(exchange.LinkBase):
    """One direction of a link with one peer."""


class Outbox(exchange.OutboxBase):
    """Messages sent."""


class Inbox(exchange.InboxBase):
    """Messages received."""


class Payload(exchange.PayloadBase):
    """Contents of messages, each under its own key."""


class PayloadKey(exchange.PayloadKeyBase):
    """Keys of contents; to destroy one is to erase its content."""


class Statement(exchange.StatementBase):
    """Signed statements, made and received."""


class RefusalTask(exchange.RefusalTaskBase):
    """Our messages that were refused."""


class InquiryRecord(exchange.InquiryRecordBase):
    """Inquiries asked and answered."""


class OperatorAction(exchange.OperatorActionBase):
    """What operators did to the links."""
