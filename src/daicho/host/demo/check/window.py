"""A counter's window: the screens of a running register, used by a clerk and a checker in browsers of their own.

Sign-in by the code that a demonstration shows, purpose and case, the form of a procedure, its summary, the check by
the other person: the way that people go, over HTTP.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from daicho.host.demo.check.browser import Browser, Page, numbered
from daicho.host.demo.check.desk import NotDone
from daicho.host.demo.check.papers import Acted, Paper

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from daicho.host.demo.check.papers import Certified
    from daicho.host.demo.watching import Watcher
    from daicho.law.records import Sex
    from daicho.protocol.parties import Party
    from daicho.values.addresses import Address
    from daicho.values.dates import RegisterDate
    from daicho.values.names import PersonName

LICENCE: Final = "運転免許証"
_cases = itertools.count(1)


class Window:
    """The screens of one register, with a clerk's and a checker's browser.

    Args:
        base: address of the screens.
        party: the register, whose numbers are read from its database after an act.
        watcher: reads them.
    """

    def __init__(self, base: str, party: Party, watcher: Watcher) -> None:
        self._party = party
        self._watcher = watcher
        self.clerk = Browser(base)
        self.checker = Browser(base)
        for browser, login in ((self.clerk, "clerk"), (self.checker, "checker")):
            sign_in(browser, login)

    def close(self) -> None:
        """Close both browsers."""
        self.clerk.close()
        self.checker.close()

    # -- looking -----------------------------------------------------------------------------

    def find(self, kana: str, birth: RegisterDate) -> str:
        """Search by reading and date of birth; the text of the page with the hits."""
        _for_purpose(self.clerk, "inquiry_by_resident")
        page = self.clerk.open("/search/")
        form = page.form(having="kana")
        found = self.clerk.send(page, form, {"kana": kana, "birth_from": birth.wareki(), "present_only": "on"})
        return found.text

    def household(self, number: str) -> str:
        """Open a household; the text of its page."""
        _for_purpose(self.clerk, "inquiry_by_resident")
        return self.clerk.open(f"/households/{number}/").text

    def resident(self, number: str) -> str:
        """Open a resident; the text of the page."""
        _for_purpose(self.clerk, "inquiry_by_resident")
        return self.clerk.open(f"/residents/{number}/").text

    # -- acts --------------------------------------------------------------------------------

    def move_out(self, household: str, persons: Sequence[str], *, to: Address, on: dt.date) -> Acted:
        """A planned move-out to another municipality."""
        values = self._notified(on) | _taken(persons)
        values |= {"o-municipality": to.municipality_code, "o-town": to.town, "o-lot": to.lot}
        return self._act("move_out", values, household=household)

    def move_in(
        self, people: Sequence[Certified], *, issued_by: str, at: Address, on: dt.date, paper: Paper | None
    ) -> Acted:
        """A move-in with the data of the move-out certificate, typed person by person, as a new household."""
        before = people[0].record.address
        values = self._notified(on) | {
            "c-municipality": issued_by,
            "c-issue_number": "" if paper is None else paper.issue_number,
            "d-town": at.town,
            "d-lot": at.lot,
            "d-postal_code": at.postal_code,
            "p-municipality": before.municipality_code,
            "p-town": before.town,
            "p-lot": before.lot,
            "p-building": before.building,
        }
        for index, each in enumerate(people):
            values |= _typed(index, each)
        return self._act("domestic_move_in", values)

    def relocation(self, household: str, persons: Sequence[str], *, to: Address, on: dt.date) -> Acted:
        """A relocation of a whole household."""
        values = self._notified(on) | _taken(persons)
        values |= {"d-town": to.town, "d-lot": to.lot, "d-postal_code": to.postal_code, "d-household_number": ""}
        return self._act("relocation", values, household=household)

    def birth(self, household: str, *, name: PersonName, sex: Sex, on: dt.date) -> Acted:
        """A birth into a household, on a notice of the family register office; surname and domicile are the head's."""
        values = _noticed(on) | {
            "e-0-given": name.given,
            "e-0-given_furigana": name.given_furigana,
            "e-0-birth_date": on.isoformat(),
            "e-0-sex": sex.value,
        }
        values.pop("h-effective_on")
        return self._act("birth", values, household=household)

    def death(self, person: str, *, on: dt.date) -> Acted:
        """A death, on a notice of the family register office."""
        return self._act("death", _noticed(on) | {"h-basis": "notice"}, purpose="ex_officio", person=person)

    def correct_reading(self, person: str, reading: str) -> Acted:
        """A clerical correction of the reading of a given name, over the whole stay."""
        values = {"h-notifier_kind": "office", "h-effective_on": "", "a-given_furigana": reading}
        return self._act("clerical_correction", values, purpose="ex_officio", person=person)

    def cancellation(self, act: Acted) -> Acted:
        """The cancellation of an act for everyone it changed."""
        values = {"h-notifier_kind": "office", "h-effective_on": ""} | _taken(act.persons)
        return self._act("cancellation", values, purpose="ex_officio", act=str(act.number), person=act.persons[0])

    def _act(self, kind: str, values: Mapping[str, Any], *, purpose: str = "notification", **subject: str) -> Acted:
        """Type a form, go on to its summary, submit it, and have the other person confirm it."""
        for browser in (self.clerk, self.checker):
            _for_purpose(browser, purpose)
        desk = self.clerk.open("/procedures/")
        page = self.clerk.post("/drafts/", {"kind": kind, **subject}, like=desk)
        summary = self.clerk.send(page, page.form(having="h-notifier_kind"), {**values, "do": ""})
        pending = numbered([summary.path], "pending")
        self.clerk.send(summary, summary.form(to="/submit/"))
        checked = self.checker.open(f"/pending/{pending}/")
        done = self.checker.send(checked, checked.form(to="/confirm/"))
        return self._acted(numbered([done.path], "acts"))

    def _acted(self, number: int) -> Acted:
        found = self._watcher.rows(self._party, _CHANGED, [number])
        if not found:
            raise NotDone("nobody was changed by it")
        return Acted(number, tuple(row["addressee_number"] for row in found), found[0]["household_number"])

    @staticmethod
    def _notified(on: dt.date) -> dict[str, Any]:
        return {"h-effective_on": on.isoformat(), "h-notifier_kind": "head", "h-documents": [LICENCE]}

    # -- papers ------------------------------------------------------------------------------

    def paper(self, form: str, person: str, *, subjects: Sequence[str], printed: Any) -> Paper:
        """Issue a paper by way of its preview; the finished bytes come from the printer's place."""
        _for_purpose(self.clerk, "copy_request" if form == "household_copy" else "notification")
        page = self.clerk.open(f"/issue/{person}/")
        values: dict[str, Any] = {
            "form": form,
            "subjects": list(subjects),
            "items": ["head", "domicile"],
            "kind": "household_member",
            "documents": [LICENCE],
        }
        preview = self.clerk.send(page, page.form(to="/preview/"), values)
        issued = self.clerk.send(preview, preview.form(to="/make/"), {"output": "print"})
        (row,) = self._watcher.rows(self._party, _ISSUED, [numbered([issued.path], "issued")])
        document = (printed / f"{row['request_id']}.pdf").read_bytes()
        return Paper(document, row["form"], row["request_id"], row["issue_number"])


_CHANGED: Final = """
    SELECT addressee_number, household_number FROM register_historyrow
     WHERE act_number = %s AND NOT consequence ORDER BY position, addressee_number
"""
_ISSUED: Final = "SELECT form, request_id, issue_number FROM register_issuerequest WHERE id = %s"


def sign_in(browser: Browser, login: str) -> None:
    """Sign in by the one-time code that the demonstration shows."""
    page = browser.open("/")
    page = browser.send(page, page.form(to="/code/request/"), {"login": login})
    browser.send(page, page.form(to="/sign-in/code/", having="code"))


def _for_purpose(browser: Browser, purpose: str) -> None:
    """Say the purpose, with the number of the notification or application."""
    page = browser.open("/access/purpose/")
    browser.send(page, page.form(having="case_number"), {"purpose": purpose, "case_number": f"デモ-{next(_cases)}"})


def _noticed(on: dt.date) -> dict[str, Any]:
    return {"h-effective_on": on.isoformat(), "h-notified_on": on.isoformat(), "h-notifier_kind": "other_office"}


def _taken(persons: Sequence[str]) -> dict[str, str]:
    return {f"m-{person}-take": "on" for person in persons}


def _typed(index: int, each: Certified) -> dict[str, Any]:
    """What is typed of one person from the certificate."""
    record = each.record
    code, number = record.resident_record_code, each.individual_number
    values = {
        "here": "1",
        "family": record.name.family,
        "given": record.name.given,
        "family_furigana": record.name.family_furigana,
        "given_furigana": record.name.given_furigana,
        "birth_date": record.birth_date.wareki(),
        "sex": record.sex.value,
        "relationship": record.relationship or "",
        "code": "" if code is None else code.stored(),
        "number": "" if number is None else number.reveal(),
        "domicile": record.domicile or "",
        "first_listed_person": record.first_listed_person or "",
    }
    return {f"e-{index}-{name}": value for name, value in values.items()}


def shows(text: str, *names: str) -> bool:
    """Whether a page shows every one of some names."""
    import html

    plain = html.unescape(text)
    return all(name in plain for name in names)


__all__ = ["Page", "Window", "shows"]
