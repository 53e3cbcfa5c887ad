"""The pool of resident record codes: received from the CS, drawn at random, watched (STD-4.3.1)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from daicho.systems.register import db, town
from daicho.systems.register.actions import tasks
from daicho.systems.register.actions.deciding import pool_level
from daicho.systems.register.actions.numbers import require_our_world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daicho.values.numbers import ResidentRecordCode

_DIGITS: Final = 2**53


def receive(alias: str, codes: Sequence[ResidentRecordCode]) -> int:
    """Take codes into the pool, each at a random place; how many were new.

    A code that a resident has or had is not taken again.

    Raises:
        SyntheticMismatch: a code of the other world.
    """
    for code in codes:
        require_our_world(code)
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
    """The pool's level; below the town's threshold a task is opened, once."""
    level = pool_level(alias)
    if level < town.parameters().code_pool_threshold:
        tasks.open_task(alias, kind="code_pool_low", reference="code_pool")
    return level
