"""The story: a family moves from Kodaira to Ebina, a child is born, somebody dies, two mistakes are mended.

Each step acts through a desk, waits until nothing is on its way, and then looks whether what must be true is true at
every level. A step that fails does not stop those that do not need it.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.host.demo import configuration, dates
from daicho.host.demo.check.desk import Desk, NotDone
from daicho.host.demo.check.window import Window, shows
from daicho.host.demo.organisations import AGENCY, EBINA, KANAGAWA, KODAIRA, MINATO, SITES, TOKYO, Site
from daicho.protocol.parties import Party
from daicho.values.addresses import Address
from daicho.world import scenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from daicho.host.demo.check.papers import Acted, Certified, Paper
    from daicho.host.demo.place import Place
    from daicho.host.demo.watching import Watcher
    from daicho.law.records import ResidentRecord
    from daicho.protocol.load_files import LoadedHousehold

PLANNED_DAYS: Final = 2
"""Days between the notification of the move and the move."""
NUMBER_SECONDS: Final = 20.0
NATION: Final = Party(AGENCY.code, "national")
READING: Final = "ミホン"
"""The reading that the clerical correction gives: plainly a sample."""


class Failed(Exception):  # noqa: N818  # a step's outcome; the text says what was not so, with numbers of cases only
    """Something that must be true after a step is not."""


def require(*, so: bool, what: str) -> None:
    """Fail the step unless something is so."""
    if not so:
        raise Failed(what)


class Story:
    """What the steps share: desks, the watcher, and what earlier steps brought about."""

    def __init__(self, place: Place, watcher: Watcher, base: int) -> None:
        self.place = place
        self.base = base
        self.watcher = watcher
        self.desks: dict[Party, Desk] = {}
        self.windows: dict[str, Window] = {}
        self.household = ""
        self.paper: Paper | None = None
        self.family: tuple[str, ...] = ()
        self.codes: tuple[str, ...] = ()
        self.certificate: tuple[Certified, ...] = ()
        self.arrived: Acted | None = None

    def desk(self, where: Site, system: str = "register") -> Desk:
        """The desk of a system; opened when it is first needed."""
        party = Party(where.code, system)
        if party not in self.desks:
            self.desks[party] = Desk(self.place, where, system)
        return self.desks[party]

    def window(self, town: Site) -> Window:
        """The counter's window of a town: the screens of its running register."""
        if town.code not in self.windows:
            party = Party(town.code, "register")
            base = configuration.screens_url(self.base, town, "register")
            self.windows[town.code] = Window(base, party, self.watcher)
        return self.windows[town.code]

    @property
    def today(self) -> dt.date:
        """The business date."""
        return dates.current(self.place)

    def close(self) -> None:
        """Close every window and leave every desk."""
        for window in self.windows.values():
            window.close()
        for desk in self.desks.values():
            desk.close()

    def settled(self) -> None:
        """Wait until nothing is on its way."""
        require(so=self.watcher.settle(), what="messages are still on their way")

    def held(self, party: Party, code: str, municipality: str) -> dict[str, Any]:
        """What a level holds of a person's stay in a municipality; empty when nothing."""
        sql = (
            f"SELECT present, current, address, change_reason, individual_number_ref IS NOT NULL AS numbered "
            f"FROM {party.system}_identification WHERE resident_record_code = %s AND municipality_code = %s"
        )
        found = self.watcher.rows(party, sql, [code, municipality])
        return found[0] if found else {}

    def levels_of(self, town: Site, prefecture: Site) -> tuple[Party, Party, Party]:
        """The parties that hold a municipality's residents, upward."""
        return Party(town.code, "municipal_cs"), Party(prefecture.code, "prefecture"), NATION

    def untouched(self, town: Site, households: Any) -> LoadedHousehold:
        """The first household to which nothing has happened yet.

        Raises:
            Failed: none is left.
        """
        for household in households:
            persons = [member.record.addressee_number.stored() for member in household.members]
            if self.desk(town).do("counter.untouched", persons):
                found: LoadedHousehold = household
                return found
        raise Failed("no household is left to which nothing has happened; use more people or --reset")


def address_in(town: Site, lot: str) -> Address:
    """A made-up address in a real town of Ebina."""
    return Address(municipality_code=town.code, town="中央一丁目", lot=lot, postal_code="2430432")


def find_family(story: Story) -> None:
    """A family in Kodaira is found by search, and its household opened."""
    file = story.place.population / KODAIRA.code / "residents.jsonl"
    chosen = story.untouched(KODAIRA, scenario.families_of(file))
    members = [member.record for member in chosen.members]
    window = story.window(KODAIRA)
    found = window.find(members[0].name.family_furigana, members[0].birth_date)
    require(so=members[0].addressee_number.stored() in found, what="the search missed the head of the household")
    opened = window.household(chosen.household_number.stored())
    require(so=shows(opened, *(member.name.given for member in members)), what="the page lacks a member")
    story.household = chosen.household_number.stored()
    story.family = tuple(member.addressee_number.stored() for member in members)
    story.codes = tuple(_code(member) for member in members)


def planned_move_out(story: Story) -> None:
    """The family notifies that it will move to Ebina; nothing but the plan goes upward."""
    on = story.today + dt.timedelta(days=PLANNED_DAYS)
    story.window(KODAIRA).move_out(story.household, story.family, to=address_in(EBINA, "1番1号"), on=on)
    story.settled()
    for code in story.codes:
        held = story.held(NATION, code, KODAIRA.code)
        require(so=bool(held.get("present")), what="somebody is gone before the planned day")


def move_out_paper(story: Story) -> None:
    """The move-out certificate is issued; its signature and binding are read back from the finished bytes."""
    story.paper = story.window(KODAIRA).paper(
        "move_out_certificate", story.family[0], subjects=story.family, printed=_printed(story, KODAIRA)
    )
    _verify(story, story.paper)


def copy_issued(story: Story) -> None:
    """A copy of the family's resident record is issued at Ebina; signature and binding verify."""
    arrived = _needed(story.arrived)
    paper = story.window(EBINA).paper(
        "household_copy", arrived.persons[0], subjects=arrived.persons, printed=_printed(story, EBINA)
    )
    _verify(story, paper)


def _printed(story: Story, town: Site) -> Path:
    """Where a demonstration without a printer puts what it prints."""
    return story.place.host_toml(town).parent / "state" / "printed"


def _verify(story: Story, paper: Paper) -> None:
    """The bytes carry one intact signature that leads to the Agency's root, and are this request's."""
    from asn1crypto import pem, x509

    from daicho.documents import binding, signing

    _, _, certificate = pem.unarmor((story.place.pki / "root.crt").read_bytes())
    require(so=signing.verify(paper.document, x509.Certificate.load(certificate)), what="the signature does not verify")
    found = binding.read(paper.document)
    bound = (found.form, found.request_id, found.issue_number)
    require(so=bound == (paper.form, paper.request_id, paper.issue_number), what="the paper belongs to another request")


def day_passes(story: Story) -> None:
    """The planned day comes: the daily job removes the family's records, at every level."""
    dates.move(story.place, dates.current(story.place) + dt.timedelta(days=PLANNED_DAYS))
    story.settled()
    states = {story.desk(KODAIRA).do("counter.state_of", person)["state"] for person in story.family}
    require(so=states == {"moved_out"}, what="the planned day has passed and somebody is still present")
    for party in story.levels_of(KODAIRA, TOKYO):
        gone = [not story.held(party, code, KODAIRA.code).get("present") for code in story.codes]
        require(so=all(gone), what=f"{party} still holds somebody as present")


def move_in(story: Story) -> None:
    """The family moves in at Ebina with the move-out certificate's data, and is present at every level."""
    story.certificate = story.desk(KODAIRA).do("counter.certificate", story.family)
    at = address_in(EBINA, _lot(story, 1))
    story.arrived = story.window(EBINA).move_in(
        story.certificate, issued_by=KODAIRA.code, at=at, on=story.today, paper=story.paper
    )
    require(so=len(story.arrived.persons) == len(story.family), what="not everyone moved in")
    story.settled()
    for party in story.levels_of(EBINA, KANAGAWA):
        held = [story.held(party, code, EBINA.code) for code in story.codes]
        require(so=all(each.get("present") and each["numbered"] for each in held), what=f"{party} lacks somebody")


def move_in_notice(story: Story) -> None:
    """Kodaira has received the move-in notice: its removed records state the confirmed destination."""
    _needed(story.arrived)
    for person in story.family:
        record = story.desk(KODAIRA).do("counter.person", person)
        removal = None if record is None else record.removal
        require(
            so=removal is not None and removal.confirmed_destination is not None, what="a move-in notice is missing"
        )


def relocation(story: Story) -> None:
    """A day later the family relocates within Ebina; every level has the new address."""
    dates.move(story.place, dates.current(story.place) + dt.timedelta(days=1))
    arrived = _needed(story.arrived)
    to = address_in(EBINA, _lot(story, 2))
    story.arrived = story.window(EBINA).relocation(arrived.household, arrived.persons, to=to, on=story.today)
    story.settled()
    for party in story.levels_of(EBINA, KANAGAWA):
        here = {story.held(party, code, EBINA.code).get("address") for code in story.codes}
        require(so=here == {to.written}, what=f"{party} has another address")


def birth(story: Story) -> None:
    """A child is born into the family; the code comes from the pool, the number from the nation."""
    arrived = _needed(story.arrived)
    parent = story.certificate[0].record.name
    name, sex = scenario.newborn(parent, number=len(story.family))
    desk = story.desk(EBINA)
    born = story.window(EBINA).birth(arrived.household, name=name, sex=sex, on=story.today)
    child = born.persons[0]
    deadline = time.monotonic() + NUMBER_SECONDS
    while not (state := desk.do("counter.state_of", child))["numbered"]:
        require(so=time.monotonic() < deadline, what="the nation has assigned no number")
        time.sleep(0.1)
    story.settled()
    for party in story.levels_of(EBINA, KANAGAWA):
        held = story.held(party, state["resident_record_code"], EBINA.code)
        require(so=bool(held.get("present") and held["numbered"]), what=f"{party} lacks the child or its number")


def death(story: Story) -> None:
    """Somebody in Minato dies; the record is removed at every level."""
    file = story.place.population / MINATO.code / "residents.jsonl"
    couple = story.untouched(MINATO, scenario.couples_of(file))
    spouse = next(member.record for member in couple.members if member.record.relationship in scenario.SPOUSES)
    story.window(MINATO).death(spouse.addressee_number.stored(), on=story.today)
    story.settled()
    for party in story.levels_of(MINATO, TOKYO):
        held = story.held(party, _code(spouse), MINATO.code)
        require(so=held.get("present") is False and held["change_reason"] == "death", what=f"{party} knows no death")


def clerical_correction(story: Story) -> None:
    """A reading that was written wrongly in Minato is corrected; the levels follow."""
    file = story.place.population / MINATO.code / "residents.jsonl"
    family = story.untouched(MINATO, scenario.families_of(file))
    person = family.members[-1].record.addressee_number.stored()
    story.window(MINATO).correct_reading(person, READING)
    story.settled()
    record = story.desk(MINATO).do("counter.person", person)
    require(so=record is not None and record.name.given_furigana == READING, what="the correction is not there")


def cancellation(story: Story) -> None:
    """A relocation entered for the wrong family of Ebina is cancelled; address and levels are as before."""
    file = story.place.population / EBINA.code / "residents.jsonl"
    family = story.untouched(EBINA, scenario.families_of(file))
    members = [member.record for member in family.members]
    persons = [member.addressee_number.stored() for member in members]
    window = story.window(EBINA)
    household = family.household_number.stored()
    mistaken = window.relocation(household, persons, to=address_in(EBINA, _lot(story, 3)), on=story.today)
    story.settled()
    window.cancellation(mistaken)
    story.settled()
    for party in story.levels_of(EBINA, KANAGAWA):
        held = story.held(party, _code(members[0]), EBINA.code)
        require(so=held.get("address") == members[0].address.written, what=f"{party} kept the cancelled address")


def search_and_inquiry(story: Story) -> None:
    """The family is found from the register at the CS, from there at the prefecture and the nation, and from Tokyo."""
    code, first = story.codes[0], story.certificate[0].record
    name, birth_date = first.name.written, first.birth_date.stored()
    asked = [
        (story.desk(EBINA), Party(EBINA.code, "municipal_cs")),
        (story.desk(EBINA, "municipal_cs"), Party(KANAGAWA.code, "prefecture")),
        (story.desk(EBINA, "municipal_cs"), NATION),
        (story.desk(TOKYO, "prefecture"), NATION),
    ]
    for desk, party in asked:
        require(
            so=desk.do("terminal.inquire_by_code", party, code) == [code], what=f"{party} does not answer the inquiry"
        )
        found = desk.do("terminal.search_by_birth", party, name, birth_date)
        require(so=code in found, what=f"{party} does not find by name and date of birth")


def evidence(story: Story) -> None:
    """Every system's evidence is exported and verifies offline against the Agency's root."""
    from daicho.exchange.evidence.verify import verify

    root = story.place.pki / "root.crt"
    for where in SITES:
        for system in where.systems:
            directory = story.place.directory / "evidence" / f"{where.code}-{system}"
            story.desk(where, system).do("terminal.export_evidence", directory)
            result = verify(directory, root=root)
            require(so=result.ok, what=f"{result.party}: {len(result.findings)} findings")


def levels_equal(story: Story) -> None:
    """Register, CS, prefecture and nation hold the same present persons with the same content; nothing was refused."""
    story.settled()
    for town in story.watcher.towns():
        counts = ", ".join(f"{level} {holding.count}" for level, holding in town.levels.items())
        require(so=town.equal, what=f"{town.code}: the levels differ ({counts})")
    require(so=story.watcher.refusals() == 0, what="a message was refused")


class Step(msgspec.Struct, frozen=True):
    """A step of the story: its stable name, what people read, and what it does."""

    name: str
    japanese: str
    run: Callable[[Story], None]


STEPS: Final = (
    Step("find_family", "小平市で家族を検索し、世帯を開く", find_family),
    Step("planned_move_out", "転出予定の届出(小平市)", planned_move_out),
    Step("move_out_certificate", "転出証明書の発行、署名と照合情報の検証(小平市)", move_out_paper),
    Step("planned_date_passes", "転出予定日の到来、除票(全階層)", day_passes),
    Step("move_in", "転出証明書による転入(海老名市)", move_in),
    Step("move_in_notice", "転入通知が小平市に届く", move_in_notice),
    Step("relocation", "転居(海老名市)", relocation),
    Step("birth", "出生、住民票コードと個人番号の付番", birth),
    Step("death", "死亡(港区)", death),
    Step("clerical_correction", "誤記修正(港区)", clerical_correction),
    Step("cancellation", "誤った転居の取消し(海老名市)", cancellation),
    Step("copy_of_resident_record", "住民票の写しの発行、署名と照合情報の検証(海老名市)", copy_issued),
    Step("search_and_inquiry", "各階層での検索と照会(相互TLS)", search_and_inquiry),
    Step("evidence", "証跡の出力とオフライン検証", evidence),
    Step("levels_equal", "全階層の一致(人数と突合値)", levels_equal),
)


def _code(record: ResidentRecord) -> str:
    if record.resident_record_code is None:
        raise Failed("somebody has no resident record code")
    return record.resident_record_code.stored()


def _lot(story: Story, number: int) -> str:
    """A lot that differs from run to run, so that no two households meet by accident."""
    serial = int(story.codes[0][-4:]) if story.codes else int(time.time()) % 10_000
    return f"{serial}番{number}号"


def _needed(arrived: Acted | None) -> Acted:
    if arrived is None:
        raise Failed("the family has not arrived")
    return arrived


__all__ = ["STEPS", "Failed", "NotDone", "Step", "Story"]
