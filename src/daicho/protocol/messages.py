"""The messages of the network.

An individual number appears only as a sealed field of the types marked `number=True` (CTRL-012); everything else that
is notified is the identification information of the law, as `law.identification` defines it.
"""

# ruff: noqa: TC001  (msgspec reads the fields' types when it runs)

from __future__ import annotations

import msgspec

from daicho.law.identification import IdentificationRecord, IdentificationUpdate
from daicho.law.records import Sex
from daicho.protocol.registry import Kind, Reach, Route, register
from daicho.protocol.sealed import Sealed
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import ResidentRecordCode

_UPWARD = (
    Route("register", "municipal_cs", Reach.OWN),
    Route("municipal_cs", "prefecture", Reach.AREA),
    Route("prefecture", "national", Reach.ANY),
)
_TO_THE_NATION = (Route("register", "municipal_cs", Reach.OWN), Route("municipal_cs", "national", Reach.ANY))
_FROM_THE_NATION = (Route("national", "municipal_cs", Reach.ANY), Route("municipal_cs", "register", Reach.OWN))
_BETWEEN_TOWNS = (
    Route("register", "municipal_cs", Reach.OWN),
    Route("municipal_cs", "municipal_cs", Reach.ANY),
    Route("municipal_cs", "register", Reach.OWN),
)


@register(
    "identification.update/1",
    kind=Kind.MESSAGE,
    routes=_UPWARD,
    state=True,
    number=True,
    japanese="本人確認情報の更新",
    english="update of identification information",
)
class IdentificationUpdateMessage(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A change to one person's identification information (FLOW-01).

    `number` is sealed to the receiver's vault in the context of `number_context`.
    """

    update: IdentificationUpdate
    number: Sealed | None = None


@register(
    "move_in_notice/1",
    kind=Kind.MESSAGE,
    routes=_BETWEEN_TOWNS,
    japanese="転入通知",
    english="move-in notice",
)
class MoveInNotice(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """To the municipality left: this person has moved in here (Act, Article 9(1)). Carries no number (CTRL-012)."""

    to_municipality: str
    from_municipality: str
    resident_record_code: ResidentRecordCode
    name: PersonName
    birth_date: RegisterDate
    sex: Sex
    address: Address
    previous_address: Address
    moved_in_on: RegisterDate
    notified_on: RegisterDate


@register(
    "individual_number.request/1",
    kind=Kind.MESSAGE,
    routes=_TO_THE_NATION,
    japanese="個人番号の生成の求め",
    english="request for an individual number",
)
class IndividualNumberRequest(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The municipality asks the Agency to make a number for a resident record code (Number Act, Article 8(1))."""

    request_id: str
    municipality_code: str
    resident_record_code: ResidentRecordCode
    why: str = "new_entry"


@register(
    "individual_number.assigned/1",
    kind=Kind.MESSAGE,
    routes=_FROM_THE_NATION,
    number=True,
    japanese="個人番号とすべき番号の通知",
    english="notice of the number to be assigned",
)
class IndividualNumberAssigned(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The Agency's answer (Number Act, Article 8(2)): the number sealed to the receiver's vault."""

    request_id: str
    municipality_code: str
    resident_record_code: ResidentRecordCode
    number: Sealed


@register(
    "resident_record_code.pool_request/1",
    kind=Kind.MESSAGE,
    routes=_TO_THE_NATION,
    japanese="住民票コードの指定の求め",
    english="request for resident record codes",
)
class CodePoolRequest(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The municipality asks for codes it may give (Act, Article 30-2)."""

    request_id: str
    municipality_code: str
    count: int


@register(
    "resident_record_code.pool/1",
    kind=Kind.MESSAGE,
    routes=_FROM_THE_NATION,
    japanese="住民票コードの指定",
    english="resident record codes to give",
)
class CodePool(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Codes drawn at random that this municipality may give, and no other (Act, Article 30-2)."""

    request_id: str
    municipality_code: str
    codes: tuple[ResidentRecordCode, ...]


@register(
    "refusal/1",
    kind=Kind.MESSAGE,
    routes=(
        Route("national", "prefecture", Reach.ANY),
        Route("prefecture", "municipal_cs", Reach.AREA),
        Route("municipal_cs", "register", Reach.OWN),
    ),
    japanese="受付不能の通知",
    english="refusal passed on to the office it came from",
)
class RefusalNotice(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A refusal further up, passed back: which message of yours it concerns, the rule and the remedy."""

    type: str
    code: str
    text: str
    refused_by: str
    epoch: int
    sequence: int
    resident_record_code: ResidentRecordCode | None = None


@register(
    "baseline.statement/1",
    kind=Kind.MESSAGE,
    routes=_UPWARD,
    state=True,
    japanese="初期登録の突合値",
    english="statement of what both sides loaded from files",
)
class BaselineStatement(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """After an initial load by files: "I hold this many present persons, with this sum of fingerprints"."""

    municipality_code: str
    count: int
    fingerprint_sum: bytes


@register(
    "baseline.opening/1",
    kind=Kind.MESSAGE,
    routes=_UPWARD,
    state=True,
    japanese="基準情報の開始",
    english="opening of a baseline",
)
class BaselineOpening(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The sender is about to state all present persons of a municipality."""

    run: str
    municipality_code: str


@register(
    "baseline.record/1",
    kind=Kind.MESSAGE,
    routes=_UPWARD,
    state=True,
    number=True,
    japanese="基準情報",
    english="one present person of a baseline",
)
class BaselineRecord(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One present person as the sender knows them."""

    run: str
    record: IdentificationRecord
    number: Sealed | None = None


@register(
    "baseline.closing/1",
    kind=Kind.MESSAGE,
    routes=_UPWARD,
    state=True,
    japanese="基準情報の終了",
    english="closing of a baseline",
)
class BaselineClosing(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """All were stated: whoever is not among them is not present in that municipality."""

    run: str
    municipality_code: str
    count: int
    fingerprint_sum: bytes
