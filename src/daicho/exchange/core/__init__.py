"""The two ends of a link as state machines: no sockets, no clock, no database.

What is durable comes in as a state and goes out as a state; time comes in as seconds; nonces come in as texts. The
servers and the simulation drive the same classes.
"""

from daicho.exchange.core.receiver import Judgement, Receiver, ReceiverState
from daicho.exchange.core.sender import (
    Deliver,
    Greet,
    Limits,
    OpenEpoch,
    Outcome,
    Sender,
    SenderState,
)

__all__ = [
    "Deliver",
    "Greet",
    "Judgement",
    "Limits",
    "OpenEpoch",
    "Outcome",
    "Receiver",
    "ReceiverState",
    "Sender",
    "SenderState",
]
