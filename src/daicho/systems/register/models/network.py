"""The register's side of its links: concrete tables of the exchange."""

from __future__ import annotations

from daicho.exchange import models as exchange


class Link(exchange.LinkBase):
    """One direction of the link with the municipal CS."""


class Outbox(exchange.OutboxBase):
    """Messages sent, recorded in the transaction of their act."""


class Inbox(exchange.InboxBase):
    """Messages received."""


class Payload(exchange.PayloadBase):
    """Contents of messages, each under its own key."""


class PayloadKey(exchange.PayloadKeyBase):
    """Keys of contents; to destroy one is to erase its content."""


class Statement(exchange.StatementBase):
    """Signed statements, made and received."""


class RefusalTask(exchange.RefusalTaskBase):
    """Messages of this register that were refused."""


class InquiryRecord(exchange.InquiryRecordBase):
    """Inquiries asked and answered."""


class OperatorAction(exchange.OperatorActionBase):
    """What operators did to the links."""
