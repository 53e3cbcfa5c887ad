"""Where a system says what it does with the messages and inquiries it accepts.

    @handles(IdentificationUpdateMessage)
    def update(delivery: Delivery[IdentificationUpdateMessage]) -> None: ...

A handler runs inside the transaction that records the message in the inbox: both happen or neither does. It may raise
`Refusal`; the message is then recorded as refused, what the handler wrote is undone, the sender's office gets a task,
and the link goes on. Any other exception stops the link at this message until it can be applied.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from daicho.protocol import registry
from daicho.protocol.parties import Party

M = TypeVar("M", bound=msgspec.Struct)


class Refusal(Exception):  # noqa: N818 - the protocol's word
    """A message or inquiry breaks a rule of the receiver.

    Args:
        code: stable code of the rule (``CTRL-036``, a check's code, an `X-` code).
        text: what was found, why it is not allowed, what to do. It goes to the sender's office; no record content.
    """

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(code)


class Delivery(NamedTuple, Generic[M]):
    """One received message, in the transaction that records it.

    Args:
        alias: the database of the receiving system.
        sender: who sent it, proved by certificate and signature.
        type: type name with version.
        epoch: epoch of the link.
        sequence: number within the epoch.
        message: the decoded struct.
        recorded_at: when the sender's act recorded it (UTC, ISO).
        replaces: ``epoch:sequence`` of the message it is sent in place of, or empty.
    """

    alias: str
    sender: Party
    type: str
    epoch: int
    sequence: int
    message: M
    recorded_at: str
    replaces: str = ""


class Asked(NamedTuple, Generic[M]):
    """One inquiry to be answered.

    The handler opens its gate with these facts first; the answer leaves only after it returns, so a handler that
    commits its access record before reading keeps "answered only after the record is durable".
    """

    alias: str
    asker: Party
    type: str
    inquiry_id: str
    inquiry: M
    purpose: str
    ground: str
    access_record: str
    digest: bytes


Handler = Callable[[Delivery[Any]], None]
BatchHandler = Callable[[Sequence[Delivery[Any]]], Mapping[int, Refusal] | None]
Answerer = Callable[[Asked[Any]], msgspec.Struct]
BaselineWriter = Callable[[str, Party], None]
RefusalHook = Callable[[str, Party, str, int, Refusal], None]


class Registered(NamedTuple):
    """A handler of one system."""

    call: Callable[..., Any]
    batch: bool


_handlers: dict[tuple[str, str], Registered] = {}
_answerers: dict[tuple[str, str], Answerer] = {}
_baselines: dict[str, BaselineWriter] = {}
_refusal_hooks: dict[str, RefusalHook] = {}


def handles(
    message: type[msgspec.Struct], *, system: str = "", batch: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the handler of a message type.

    Args:
        message: the struct.
        system: the system that receives it (``municipal_cs``); taken from the handler's module when empty.
        batch: the handler takes a list of deliveries of this type, in order, and returns the refused ones by sequence.
            What it writes for a refused one it must leave out itself; an exception undoes the list.
    """

    def enter(handler: Callable[..., Any]) -> Callable[..., Any]:
        _handlers[system or _system_of(handler), registry.of(message).name] = Registered(handler, batch)
        return handler

    return enter


def answers(inquiry: type[msgspec.Struct], *, system: str = "") -> Callable[[Answerer], Answerer]:
    """Register who answers an inquiry type. The answerer returns the answer struct or raises `Refusal`."""

    def enter(answerer: Answerer) -> Answerer:
        _answerers[system or _system_of(answerer), registry.of(inquiry).name] = answerer
        return answerer

    return enter


def writes_baseline(*, system: str = "") -> Callable[[BaselineWriter], BaselineWriter]:
    """Register what a system sends when a link begins anew: called as (alias, receiver) in the opening transaction."""

    def enter(writer: BaselineWriter) -> BaselineWriter:
        _baselines[system or _system_of(writer)] = writer
        return writer

    return enter


def on_refusal(*, system: str = "") -> Callable[[RefusalHook], RefusalHook]:
    """Register what a system does besides the task when one of its own messages comes back refused.

    Called as (alias, receiver, type, sequence, refusal) in the transaction that records the receipt.
    """

    def enter(hook: RefusalHook) -> RefusalHook:
        _refusal_hooks[system or _system_of(hook)] = hook
        return hook

    return enter


def load(app_label: str) -> None:
    """Import the module `messages` of an application, which registers its handlers."""
    from django.apps import apps

    name = f"{apps.get_app_config(app_label).name}.messages"
    if importlib.util.find_spec(name) is not None:
        importlib.import_module(name)


def handler_of(system: str, type_name: str) -> Registered | None:
    """The handler of a system for a type."""
    return _handlers.get((system, type_name))


def answerer_of(system: str, type_name: str) -> Answerer | None:
    """The answerer of a system for an inquiry type."""
    return _answerers.get((system, type_name))


def baseline_of(system: str) -> BaselineWriter | None:
    """What a system sends when a link begins anew."""
    return _baselines.get(system)


def refusal_hook_of(system: str) -> RefusalHook | None:
    """What a system does besides the task when its message is refused."""
    return _refusal_hooks.get(system)


def _system_of(function: Callable[..., Any]) -> str:
    """daicho.systems.municipal_cs.messages -> municipal_cs."""
    parts = function.__module__.split(".")
    if parts[:2] != ["daicho", "systems"]:
        raise ValueError(f"{function.__module__}: name the system that this handler belongs to")
    return parts[2]
