"""The pool of resident record codes: received from the CS, drawn at random, watched (STD-4.3.1)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from daicho.systems.register import db, town
from daicho.systems.register.actions import tasks
from daicho.systems.register.actions.deciding import pool_level
from daicho.systems.register.actions.numbers import require_our_world
from daicho.systems.register.messages import outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daicho.values.numbers import ResidentRecordCode

ASKED_FOR: Final = 1000
"""Codes asked for at least when the pool runs low."""

_DIGITS: Final = 2**53


def receive(alias: str, codes: Sequence[ResidentRecordCode]) -> int:
    """Take codes into the pool, each at a random place; how many were new.

    A code that a resident has or had is not taken again.

    Raises:
        SyntheticMismatch: a code of the other world.
    """
    for code in codes:
        require_our_world(code)
    db.execute(
        alias,
        "UPDATE register_task SET done_at = clock_timestamp(), outcome = 'received' "
        "WHERE kind = 'code_pool_low' AND done_at IS NULL",
    )
    return db.execute(
        alias,
        "INSERT INTO register_pooledcode (code, draw, received_at) "
        "SELECT given.code, given.draw, clock_timestamp() "
        "FROM unnest(%s::text[], %s::float8[]) AS given(code, draw) "
        "WHERE NOT EXISTS (SELECT FROM register_searchkey k WHERE k.kind = 'code' AND k.value = given.code) "
        "ON CONFLICT DO NOTHING",
        ([code.stored() for code in codes], [secrets.randbelow(_DIGITS) / _DIGITS for _ in codes]),
    )


def watch(alias: str) -> int:
    """The pool's level. Below the town's threshold a task is opened and codes are asked for, once.

    In a transaction, so that task and request stand together.
    """
    level = pool_level(alias)
    threshold = town.parameters().code_pool_threshold
    if level < threshold and tasks.open_task(alias, kind="code_pool_low", reference="code_pool"):
        outgoing.request_codes(alias, request_id=secrets.token_hex(8), count=max(threshold * 10, ASKED_FOR))
    return level
