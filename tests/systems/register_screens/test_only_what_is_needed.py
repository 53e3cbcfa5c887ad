"""A form asks for what its procedure needs and for nothing else (CTRL-017)."""

from __future__ import annotations

import re

import pytest

from .support import begin, family_lives_here, text_of

pytestmark = pytest.mark.database

HEADER = {
    "basis",
    "effective_on",
    "notified_on",
    "notifier_kind",
    "notifier_name",
    "notifier_address",
    "letter_of_attorney",
    "documents",
    "documents_other",
    "relationship_documents",
    "remarks",
}
MOVER = {"take", "relationship", "card_shown"}
ALLOWED = {
    "relocation": {"h": HEADER, "m": MOVER, "d": {"household_number", "postal_code", "town", "lot", "building"}},
    "household_split": {"h": HEADER, "m": MOVER},
    "change_of_head": {"h": HEADER, "m": MOVER},
}
"""The items of each form, by the prefix of its part; the page's own inputs have none."""


@pytest.mark.covers("CTRL-017")
@pytest.mark.parametrize("kind", list(ALLOWED))
def test_the_form_of_a_procedure_has_no_item_that_it_does_not_need(clerk, checker, kind):
    """Nobody who relocates is asked for a date of birth, a sex, a domicile or a number."""
    _, household = family_lives_here(clerk, checker, 2)
    page = text_of(clerk.get(begin(clerk, kind, household=household)))
    asked = {name.split("-")[0]: set() for name in re.findall(r'name="([a-z]-[^"]+)"', page)}
    for name in re.findall(r'name="([a-z]-[^"]+)"', page):
        asked[name.split("-")[0]].add(name.split("-")[-1])
    assert asked
    for part, items in asked.items():
        assert items <= ALLOWED[kind].get(part, set()), part
