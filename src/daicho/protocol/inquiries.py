"""The inquiries of the network and their answers.

Keys per function (CTRL-092): code, individual number (sealed) or a combination of the four items; which combinations
are allowed (CTRL-091) is `law.identification.search_allowed`, asked by the answering system.
"""

# ruff: noqa: TC001  (msgspec reads the fields' types when it runs)

from __future__ import annotations

import msgspec

from daicho.law.identification import FourItems, IdentificationRecord
from daicho.protocol.registry import Kind, Reach, Route, register
from daicho.protocol.sealed import Sealed
from daicho.values.numbers import ResidentRecordCode

_TO_HIGHER_LEVELS = (
    Route("register", "municipal_cs", Reach.OWN),
    Route("municipal_cs", "prefecture", Reach.AREA),
    Route("municipal_cs", "national", Reach.ANY),
    Route("prefecture", "national", Reach.ANY),
)


@register(
    "identification.inquiry/1",
    kind=Kind.INQUIRY,
    routes=_TO_HIGHER_LEVELS,
    number=True,
    japanese="本人確認情報の照会",
    english="inquiry for one person's identification information",
)
class IdentificationInquiry(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """By code, by number, or by the four items (exactly one of the three; FLOW-05).

    Args:
        code: the resident record code.
        number: sealed to the answerer's vault in the context of `number_context`.
        items: the four items, matched exactly.
        with_number: the legal ground permits the number in the answer, and it is wanted.
    """

    code: ResidentRecordCode | None = None
    number: Sealed | None = None
    items: FourItems | None = None
    with_number: bool = False


class Found(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One person found; `number` is sealed to the asker's vault."""

    record: IdentificationRecord
    number: Sealed | None = None


@register(
    "identification.answer/1",
    kind=Kind.ANSWER,
    number=True,
    japanese="本人確認情報の回答",
    english="identification information in answer",
)
class IdentificationAnswer(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The persons found; `total` counts them even when not all are listed."""

    found: tuple[Found, ...] = ()
    total: int = 0


@register(
    "search/1",
    kind=Kind.INQUIRY,
    routes=_TO_HIGHER_LEVELS,
    japanese="本人確認情報の検索",
    english="search of identification information",
)
class Search(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """By name and address or name and date of birth, partly matched (CTRL-091; FLOW-04)."""

    items: FourItems
    limit: int = 100


@register(
    "search.answer/1",
    kind=Kind.ANSWER,
    japanese="検索の回答",
    english="hits of a search",
)
class SearchAnswer(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The hits, at most `limit`; `more` says that there were others."""

    found: tuple[IdentificationRecord, ...] = ()
    more: bool = False


def number_context(type_name: str, sender: str, receiver: str, code: str) -> tuple[str, ...]:
    """What a sealed number belongs to: the type it travels in, both parties and the code it is for.

    Give it to `sealed.context`. `code` is empty where the number itself is the key.
    """
    return (type_name, sender, receiver, code)
