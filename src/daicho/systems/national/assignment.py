"""Numbers and codes that the Agency gives: one individual number for each code, codes drawn at random.

How the Agency derives a number from a code is not public (an undisclosed irreversible conversion). Ours draws at random
from the part of the synthetic block that the world leaves free; an installation with real residents has the Agency's
own system in this place, so there the request is refused.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from daicho.access.gate import Gate
from daicho.access.grants import machine_access
from daicho.exchange import runtime
from daicho.exchange.handlers import Refusal
from daicho.identification import numbers
from daicho.systems.national.models import AssignedNumber, Identification, PooledCode
from daicho.systems.national.store import ALIAS
from daicho.values.numbers import IndividualNumber, ResidentRecordCode

if TYPE_CHECKING:
    from uuid import UUID

    from daicho.protocol.messages import CodePoolRequest, IndividualNumberRequest

FREE_SERIALS = range(9_000_000, 10_000_000)
"""Serials of the synthetic block that population generators leave to the Agency (docs/world.md)."""


def number_for(code: str, request: IndividualNumberRequest, made: dict[str, IndividualNumber]) -> IndividualNumber:
    """Return the number of a resident record code, making it if nobody has one under the code; the same one ever after.

    `made` holds the numbers that were made in this transaction, by code; a new one is added. A resident who moves in
    with a paper that leaves the number out is asked for here too: the number that the file holds, stated by whichever
    municipality, is theirs (Number Act, Article 7, paragraph 1: one number a person).

    Raises:
        Refusal: CTRL-024 on a host with real residents.
    """
    if code in made:
        return made[code]
    known = _held(code)
    if known is not None:
        return _reveal(code, known, request)
    _require_synthetic()
    while True:
        number = IndividualNumber.synthetic(secrets.choice(FREE_SERIALS))
        (reference,) = numbers.vault(ALIAS).put([number])
        if _unused(reference):
            break
    AssignedNumber.objects.create(
        resident_record_code=code,
        number_ref=reference,
        municipality_code=request.municipality_code,
        request_id=request.request_id,
        assigned_at=timezone.now(),
    )
    made[code] = number
    return number


def _held(code: str) -> UUID | None:
    """Where the vault keeps the number of a code: as last stated in the file, else as assigned and not yet stated."""
    stated = (
        Identification.objects.filter(resident_record_code=code, individual_number_ref__isnull=False)
        .order_by("-present", "-timestamp")
        .values_list("individual_number_ref", flat=True)
        .first()
    )
    assigned = AssignedNumber.objects.filter(resident_record_code=code).values_list("number_ref", flat=True)
    return stated or assigned.first()


def _unused(reference: UUID) -> bool:
    return not (
        AssignedNumber.objects.filter(number_ref=reference).exists()
        or Identification.objects.filter(individual_number_ref=reference).exists()
    )


def _reveal(code: str, reference: UUID, request: IndividualNumberRequest) -> IndividualNumber:
    """Read a number made earlier, under a record of its own."""
    access = machine_access(
        system=f"{request.municipality_code}/municipal_cs",
        organisation=runtime.node(ALIAS).party.organisation,
        function=f"{ALIAS}.number",
        purpose="number_assignment",
        legal_ground="番号法第8条",
        case_number=request.request_id,
    )
    grant = Gate(ALIAS).reveal_numbers(access, {code: reference})
    (number,) = numbers.vault(ALIAS).reveal([reference], grant.record)
    return number


def draw_codes(request: CodePoolRequest) -> list[str]:
    """Draw codes at random for a municipality and remember whose they are; none is ever drawn twice.

    Raises:
        Refusal: CTRL-024 on a host with real residents.
    """
    _require_synthetic()
    drawn: list[str] = []
    while len(drawn) < request.count:
        wanted = request.count - len(drawn)
        serials = {secrets.choice(FREE_SERIALS) for _ in range(wanted)}
        drawn += _designate(sorted(str(ResidentRecordCode.synthetic(serial)) for serial in serials), request)
    secrets.SystemRandom().shuffle(drawn)
    return drawn


def _designate(candidates: list[str], request: CodePoolRequest) -> list[str]:
    held = set(
        Identification.objects.filter(resident_record_code__in=candidates).values_list(
            "resident_record_code", flat=True
        )
    )
    given = set(
        PooledCode.objects.filter(resident_record_code__in=candidates).values_list("resident_record_code", flat=True)
    )
    free = [code for code in candidates if code not in held and code not in given]
    now = timezone.now()
    PooledCode.objects.bulk_create(
        (
            PooledCode(
                resident_record_code=code,
                municipality_code=request.municipality_code,
                request_id=request.request_id,
                drawn_at=now,
            )
            for code in free
        ),
        ignore_conflicts=True,  # another municipality's request may draw the same code at this moment
    )
    ours = set(
        PooledCode.objects.filter(
            resident_record_code__in=free,
            municipality_code=request.municipality_code,
            request_id=request.request_id,
        ).values_list("resident_record_code", flat=True)
    )
    return [code for code in free if code in ours]


def _require_synthetic() -> None:
    if not settings.DAICHO.synthetic:
        raise Refusal("CTRL-024", "実在の住民については、番号の生成は機構の正規のシステムだけが行います(番号法第8条)。")
