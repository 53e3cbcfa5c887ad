"""Functions, roles, purposes and refusals as data: complete and consistent."""

from __future__ import annotations

import re
from pathlib import Path

import daicho.access
from daicho.access.functions import FUNCTIONS, ROLES, allowed_to_machines, functions_of
from daicho.access.purposes import PURPOSES, purposes_of
from daicho.access.refusals import REFUSALS

ROOM = Path(daicho.access.__file__).parent


def test_no_role_holds_the_look_at_numbers():
    """That right is given person by person (CTRL-006)."""
    for role in ROLES.values():
        assert not any(code.endswith(".number") for code in role.functions)


def test_roles_hold_functions_that_exist_and_of_one_system_each():
    """A role of one system gives nothing in another (CTRL-060)."""
    for role in ROLES.values():
        assert role.functions
        assert role.functions <= FUNCTIONS.keys()
        assert {FUNCTIONS[code].system for code in role.functions} == {role.code.partition(".")[0]}


def test_the_clerk_who_enters_is_not_the_one_who_checks():
    """Entering and making definitive lie in different roles."""
    assert "register.check" not in ROLES["register.clerk"].functions
    assert "register.notify" not in ROLES["register.checker"].functions


def test_an_unknown_code_gives_nothing():
    """Default deny."""
    assert functions_of(role="nothing") == functions_of(function="nothing") == frozenset()
    assert not allowed_to_machines("nothing")
    assert functions_of(function="register.number") == {"register.number"}


def test_every_function_that_looks_at_persons_has_a_purpose_to_choose():
    """A system whose functions ask for a purpose offers some, each with its legal ground (CTRL-074)."""
    for function in FUNCTIONS.values():
        if function.purpose_needed:
            assert purposes_of(function.system)
    assert all(purpose.legal_ground for purpose in PURPOSES.values())


def test_every_refusal_has_four_parts_in_two_languages():
    """What, why with its article or control, what to do, code."""
    for code, refusal in REFUSALS.items():
        assert re.fullmatch(r"A-\d{4}", code)
        assert code in str(refusal)
        for text in (refusal.what, refusal.why, refusal.mend):
            assert re.search(r"[ぁ-ん一-龥]", text)
        for text in (refusal.what_en, refusal.why_en, refusal.mend_en):
            assert not re.search(r"[ぁ-ん一-龥]", text)
        # a request that went wrong (A-9…) breaks no rule that could be named
        assert code.startswith("A-9") or re.search(r"CTRL-\d{3}|第\d+条|標準仕様書\d", refusal.why)


def test_every_refusal_that_the_code_names_is_in_the_catalogue_and_documented():
    """No code without text, no text without its line in the documentation."""
    named = set()
    for file in (*ROOM.rglob("*.py"), *ROOM.rglob("*.sql")):
        named |= set(re.findall(r"A-\d{4}", file.read_text(encoding="utf-8")))
    assert named == REFUSALS.keys()
    page = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
    for code in [*REFUSALS, *FUNCTIONS, *ROLES, *PURPOSES]:
        assert f"`{code}`" in page, code


def test_every_text_of_the_pages_has_its_english():
    """The catalogue covers the templates and forms of this room."""
    catalogue = (ROOM / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    for file in (*ROOM.rglob("*.html"), ROOM / "forms.py"):
        text = file.read_text(encoding="utf-8")
        for message in re.findall(r"""(?:translate |_\()(["'])(.+?)\1""", text):
            assert f'msgid "{message[1]}"' in catalogue, message[1]
