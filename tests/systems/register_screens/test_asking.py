"""Asking the law before anything is written: the screens and the preview of a pending act ask in one way."""

from __future__ import annotations

import pytest

from daicho.systems.register.models import PooledCode

from .support import ALIAS, HEADER, begin, entrant, fill_pool, move_in_fields, text_of

pytestmark = pytest.mark.database


def birth_fields(**changes):
    fields = {name: value for name, value in HEADER.items() if name != "h-effective_on"}
    fields |= entrant(2, with_code=False, birth_date="R8.11.1", relationship="世帯主")
    fields |= {"d-town": "中央一丁目", "d-lot": "7番7号", "e-2-without_code": "on"}
    return fields | changes


def test_who_brings_no_code_is_shown_one_that_nobody_gets(clerk):
    """A stand-in as long as the pool has codes to give; the pool is as full afterwards as before."""
    fill_pool(3)
    page = text_of(clerk.post(f"{begin(clerk, 'birth')}live/", birth_fields()))
    assert "R-431-04" not in page
    assert PooledCode.objects.filter(reserved_by=None).count() == 3


def test_an_empty_pool_is_told_while_one_types(clerk):
    """Three people without a code and two codes left: the law's own error, before anything is submitted."""
    fill_pool(1)
    fields = move_in_fields(1) | entrant(1, with_code=False) | entrant(2, with_code=False)
    fields |= {"e-1-without_code": "on", "e-2-without_code": "on"}
    assert "R-431-04" in text_of(clerk.post(f"{begin(clerk, 'domestic_move_in')}live/", fields))


def test_a_preview_of_a_pending_act_decides_for_people_without_codes(clerk, register):
    """A move-in from abroad is previewed, not refused for want of numbers that are given only on submitting."""
    from daicho.access.gate import Gate
    from daicho.law.commands import Command
    from daicho.systems.register.actions import pending
    from daicho.systems.register.models import PendingAct
    from daicho.values import codec

    fill_pool(3)
    fields = move_in_fields(1, **{"p-abroad": "1", "p-country": "カナダ"}) | entrant(0, with_code=False)
    fields |= {"p-municipality": "", "p-town": "", "p-lot": "", "e-0-without_code": "on", "x-article": "22"}
    response = clerk.post(begin(clerk, "move_in_from_abroad"), fields)
    assert response.status_code == 302, text_of(response)
    command = codec.decode(bytes(PendingAct.objects.get().command), Command)
    grant = Gate(ALIAS).act(_access(), [], act="move_in_from_abroad")
    decision = pending.preview(ALIAS, grant, command)
    assert not decision.errors
    assert decision.changes[0].current.resident_record_code is not None


def _access():
    """As whom the clerk's form asked."""
    from daicho.access.grants import Access
    from daicho.systems.register.models import AccessRecord

    newest = AccessRecord.objects.filter(function="register.notify").latest("id")
    names = set(Access.__struct_fields__) - {"actor"}
    return Access(**{name: getattr(newest, name) for name in names})
