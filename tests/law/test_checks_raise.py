"""Every check of the catalogue: one case that raises it, and a neighbour that does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.law import cases_foreigners
from tests.law.builders import (
    EBINA,
    KODAIRA,
    SETTINGS,
    Town,
    address,
    codes,
    day,
    entrant,
    ex_officio,
    foreigner,
    header,
    move_in,
    notice,
    replaced,
)

from daicho.law import checks
from daicho.law.commands import (
    Amendments,
    Basis,
    Birth,
    Cancellation,
    ChangeOfHead,
    ClericalCorrection,
    CodeChange,
    CommonNameChanged,
    Death,
    Destination,
    FormerSurnameChanged,
    HouseholdChange,
    HouseholdMerge,
    HouseholdSplit,
    IndividualNumberAssigned,
    IndividualNumberChanged,
    InitialOpening,
    MinorCorrection,
    MinorGround,
    MoveInNoticeReceived,
    MoveOut,
    MoveOutCertificate,
    Mover,
    Notifier,
    NotifierKind,
    NumberChange,
    OpeningRecord,
    PassingOfPlannedDate,
    Placement,
    Relocation,
    ResidentRecordCodeChanged,
)
from daicho.law.decision import Level
from daicho.law.records import PersonKind, Sex
from daicho.values.addresses import Address
from daicho.values.names import CommonName, FormerSurname, PersonName

if TYPE_CHECKING:
    from daicho.values.numbers import AddresseeNumber

Build = Callable[[], tuple[Town, Any]]


def at_the_counter(**more: Any) -> Build:
    """A family at the counter that moves in, with something changed."""
    return lambda: (Town(), move_in(**more))


def one(**more: Any) -> Build:
    """One person who moves in, with something changed."""
    return at_the_counter(entrants=(entrant(**more),))


def living(build: Callable[[Town, list[AddresseeNumber]], Any], size: int = 4) -> Build:
    """A family that has lived here for years, and a command on it."""

    def made() -> tuple[Town, Any]:
        town = Town()
        return town, build(town, town.settle(size))

    return made


def relocating(*, header_: Any = None, lot: str = "9番9号", building: str = "", people: int = 4, **more: Any) -> Build:
    """The family relocates."""

    def command(town: Town, people_: list[AddresseeNumber]) -> Relocation:
        movers = tuple(Mover(number) for number in people_[:people])
        values = {"destination": Destination(address=address(lot, building))}
        return Relocation(header=header_ or header(), movers=movers, **{**values, **more})

    return living(command)


def planned(town: Town, people: list[AddresseeNumber], on: str = "R8.12.1") -> None:
    """The family has notified that it moves to Kodaira."""
    town.enter(MoveOut(header=header(on), persons=tuple(people), destination=address(municipality=KODAIRA)))


def moving_out(on: str = "R8.12.1", *, notified: str = "R8.11.21", to: Address | None = None, people: int = 4) -> Build:
    """The family moves out."""
    destination = address(municipality=KODAIRA) if to is None else to
    return living(
        lambda _, numbers: MoveOut(
            header=header(on, notified), persons=tuple(numbers[:people]), destination=destination
        )
    )


def correcting(header_: Any = None, place: int = 0, **amended: Any) -> Build:
    """A clerical correction of a member."""
    return living(
        lambda _, numbers: ClericalCorrection(
            header=header_ or ex_officio(None), person=numbers[place], amendments=Amendments(**amended)
        )
    )


def noticed(on: str = "R8.11.20", *, plan: bool = True, dated: str = "R8.11.21", again: str | None = None) -> Build:
    """A move-in notice comes for a family with a planned move-out."""

    def command(town: Town, numbers: list[AddresseeNumber]) -> MoveInNoticeReceived:
        if plan:
            planned(town, numbers)
        made = MoveInNoticeReceived(
            header=notice(None, dated),
            person=numbers[0],
            destination=address(municipality=KODAIRA),
            moved_in_on=day(on),
        )
        if again is not None:
            town.enter(made)
            return replaced(made, header=notice(None, again))
        return made

    return living(command)


def cancelling(act: int = 2, *, before: Callable[[Town, list[AddresseeNumber]], None], **more: Any) -> Build:
    """An act is cancelled after something happened."""

    def command(town: Town, numbers: list[AddresseeNumber]) -> Cancellation:
        before(town, numbers)
        return Cancellation(header=ex_officio(), act_number=act, persons=(numbers[0],), **more)

    return living(command)


def dies(town: Town, numbers: list[AddresseeNumber], *, place: int = 0, on: str = "R8.11.1") -> None:
    """A member dies."""
    town.enter(Death(header=notice(on), person=numbers[place]))


def relocates(
    town: Town, numbers: list[AddresseeNumber], *, on: str = "R8.10.1", lot: str = "7番", people: int = 4
) -> None:
    """Members relocate."""
    town.enter(
        Relocation(
            header=header(on, on),
            movers=tuple(Mover(number) for number in numbers[:people]),
            destination=Destination(address=address(lot)),
        )
    )


def cancels(town: Town, numbers: list[AddresseeNumber], act: int = 2) -> None:
    """An act is cancelled."""
    town.enter(Cancellation(header=ex_officio(), act_number=act, persons=(numbers[0],)))


def both(*steps: Callable[[Town, list[AddresseeNumber]], None]) -> Callable[[Town, list[AddresseeNumber]], None]:
    """Several things happen."""

    def run(town: Town, numbers: list[AddresseeNumber]) -> None:
        for step in steps:
            step(town, numbers)

    return run


def returning(*, stated: bool, code_serial: int = 0, ref: str | None = "ref-0", **more: Any) -> Build:
    """Somebody who died out of the register here years ago, in fact moved out, moves in again."""

    def made() -> tuple[Town, Any]:
        town = Town()
        number = town.settle(1)[0]
        town.enter(
            MoveOut(header=header("R6.4.1", "R6.4.1"), persons=(number,), destination=address(municipality=KODAIRA))
        )
        person = entrant(serial=code_serial, individual_number_ref=ref, re_entry_of=number if stated else None, **more)
        return town, move_in((person,))

    return made


def born(birth: str = "R8.11.15", *, effective: str | None = None) -> Build:
    """A child is born into the family."""

    def command(town: Town, numbers: list[AddresseeNumber]) -> Birth:
        household = town.record(numbers[0]).household_number
        child = entrant(
            2,
            serial=77,
            birth_date=day(birth),
            resident_record_code="",
            individual_number_ref=None,
            previous_address=None,
        )
        return Birth(header=notice(effective), child=child, destination=Destination(household))

    return living(command)


def opening(*, twice: bool = False, **more: Any) -> Build:
    """A resident of an earlier system is taken over."""

    def made() -> tuple[Town, Any]:
        source = Town()
        number = source.settle(1)[0]
        record = replaced(source.record(number), **more)
        taken = OpeningRecord(record, day("R5.4.1"))
        return Town(), InitialOpening(header=ex_officio(), records=(taken, taken) if twice else (taken,))

    return made


def changed_household(kind: str, *, same_address: bool = True, whole: bool = False, own: bool = False) -> Build:
    """Two families; members of the second split, merge or change."""

    def made() -> tuple[Town, Any]:
        town = Town()
        first = town.settle(2)
        place = address() if same_address else address("3番")
        second = town.settle(2, first=10, destination=Destination(address=place))
        target = town.record((second if own else first)[0]).household_number
        movers = tuple(Mover(number, "同居人") for number in (second if whole else second[1:]))
        if kind == "split":
            return town, HouseholdSplit(
                header=header(), movers=tuple(replaced(each, relationship="世帯主") for each in movers)
            )
        if kind == "merge":
            return town, HouseholdMerge(header=header(), movers=movers, household_number=target)
        return town, HouseholdChange(header=header(), movers=movers, household_number=target)

    return made


def head_changes(*, others: bool = True, stranger: bool = False) -> Build:
    """The wife becomes head."""

    def made() -> tuple[Town, Any]:
        town = Town()
        people = town.settle(3)
        placements = [Placement(people[1], "世帯主"), Placement(people[0], "夫")]
        if others:
            placements.append(Placement(people[2], "子"))
        if stranger:
            placements.append(Placement(town.settle(1, first=20)[0], "子"))
        household = town.record(people[0]).household_number
        return town, ChangeOfHead(header=header(), household_number=household, placements=tuple(placements))

    return made


def assigned(*, has_one: bool) -> Build:
    """The national server has assigned a number."""

    def made() -> tuple[Town, Any]:
        town = Town()
        person = entrant(individual_number_ref="ref-1" if has_one else None)
        town.enter(move_in((person,)))
        return town, IndividualNumberAssigned(
            header=ex_officio(), person=town.people()[0], individual_number_ref="ref-9"
        )

    return made


def pool(left: int, given: int = 1) -> Build:
    """Somebody without a code moves in while the pool holds few codes."""

    def made() -> tuple[Town, Any]:
        town = Town()
        command = move_in((entrant(resident_record_code="", without_code=True),))
        draw = town.supply

        def drawn(asked: Any) -> Any:
            supply = draw(asked)
            return replaced(supply, codes_left=left, resident_record_codes=supply.resident_record_codes[:given])

        town.supply = drawn  # type: ignore[method-assign]
        return town, command

    return made


def somebody_else_has(**more: Any) -> Build:
    """A resident holds what the newcomer brings."""

    def made() -> tuple[Town, Any]:
        town = Town()
        town.settle(1)
        return town, move_in((entrant(1, relationship="世帯主", **more),))

    return made


def joining(*, members: bool = True, lot: str = "1番1号", relationship: str = "同居人") -> Build:
    """Somebody joins the family's household."""

    def command(town: Town, numbers: list[AddresseeNumber]) -> Any:
        household = town.record(numbers[0]).household_number
        if not members:
            relocates(town, numbers, lot="5番")
            for number in numbers:
                town.enter(Death(header=notice("R8.11.1"), person=number))
        person = entrant(0, serial=30, relationship=relationship)
        return move_in((person,), destination=Destination(household, address(lot)))

    return living(command)


def passing(on: str | None, *, today: str = "R8.11.21") -> Build:
    """The daily job finds a planned date."""

    def command(town: Town, numbers: list[AddresseeNumber]) -> PassingOfPlannedDate:
        if on is not None:
            planned(town, numbers, on)
        town.today = day(today).calendar_day
        return PassingOfPlannedDate(header=ex_officio(None), persons=tuple(numbers))

    return living(command)


SELF = Notifier(NotifierKind.SELF)
AGENT = Notifier(NotifierKind.AGENT, name="代理　人子")
IN_NEW_HOUSEHOLD = Destination(address=address())


def heads(town: Town, numbers: list[AddresseeNumber]) -> None:
    """The widow becomes head of those who stay."""
    placements = (Placement(numbers[1], "世帯主"), *(Placement(number, "子") for number in numbers[2:]))
    household = town.record(numbers[1]).household_number
    town.enter(ChangeOfHead(header=header(), household_number=household, placements=placements))


def everybody_moves_out(town: Town, numbers: list[AddresseeNumber]) -> None:
    """The whole household has moved out."""
    town.enter(
        MoveOut(header=header("R8.11.1", "R8.11.1"), persons=tuple(numbers), destination=address(municipality=KODAIRA))
    )


FORMER, COMMON = FormerSurname("鈴木", "スズキ"), CommonName("青木", "アオキ")
READ = PersonName("青木", "太郎", "アオキ", "タロウ")


def numbered(*, has_one: bool) -> Build:
    """Another number is recorded."""

    def made() -> tuple[Town, Any]:
        town, command = assigned(has_one=has_one)()
        return town, IndividualNumberChanged(
            header=command.header, person=command.person, individual_number_ref="ref-9", kind=NumberChange.ON_REQUEST
        )

    return made


def named(command: Any, *, kind: PersonKind = PersonKind.JAPANESE, **name: Any) -> Build:
    """Somebody asks for a former surname or a common name."""

    def made() -> tuple[Town, Any]:
        town = Town()
        town.enter(move_in((foreigner() if kind is PersonKind.FOREIGN else entrant(),)))
        return town, command(header=header(basis=Basis.REQUEST), person=town.people()[0], **name)

    return made


def without_code() -> tuple[Town, AddresseeNumber]:
    """A resident without a code, taken over from an earlier system."""
    source, town = Town(), Town()
    number = source.settle(1)[0]
    line = source.timelines[number]
    bare = replaced(source.record(number), resident_record_code=None)
    town.timelines[number] = replaced(line, versions=(replaced(line.versions[0], content=bare),))
    return town, number


def coded(kind: CodeChange, *, has_one: bool) -> Build:
    """A resident record code is given, as the clerk calls it."""

    def made() -> tuple[Town, Any]:
        town, number = (Town(), None) if has_one else without_code()
        person = town.settle(1)[0] if number is None else number
        return town, ResidentRecordCodeChanged(header=header(basis=Basis.REQUEST), person=person, kind=kind)

    return made


def minor(ground: MinorGround, family: str = "靑木") -> Build:
    """A name is corrected as a minor correction."""
    name = PersonName(family, "太郎", "アオキ", "タロウ")
    return living(lambda _, n: MinorCorrection(header=ex_officio(), person=n[0], ground=ground, name=name))


CASES: dict[str, tuple[Build, Build]] = {
    "R-403-01": (at_the_counter(effective="R8.11.22"), at_the_counter(effective="R8.11.21")),
    "R-403-02": (at_the_counter(header=header(None)), at_the_counter(header=header())),
    "R-403-03": (
        relocating(header_=header("R8.10頃")),
        living(lambda _, n: Death(header=notice("令和8年10月頃"), person=n[0])),
    ),
    "R-403-04": (
        at_the_counter(entrants=(entrant(birth_date=day("R8.11.22")),)),
        at_the_counter(entrants=(entrant(birth_date=day("R8.11.21")),)),
    ),
    "R-403-05": (
        living(
            lambda t, n: (
                relocates(t, n),
                Relocation(
                    header=header("R8.9.1"),
                    movers=tuple(map(Mover, n)),
                    destination=Destination(address=address("4番")),
                ),
            )[1]
        ),
        living(
            lambda t, n: (
                relocates(t, n),
                Relocation(
                    header=header("R8.10.2"),
                    movers=tuple(map(Mover, n)),
                    destination=Destination(address=address("4番")),
                ),
            )[1]
        ),
    ),
    "R-4102-01": (relocating(header_=header(notified="R8.11.22")), relocating()),
    "R-4102-02": (relocating(header_=header(notified=None)), relocating(header_=ex_officio())),
    "R-4102-03": (relocating(header_=header("R8.11.6")), relocating(header_=header("R8.11.7"))),
    "R-4102-04": (
        relocating(header_=header("R8.11.21", "R8.11.20")),
        relocating(header_=header("R8.11.20", "R8.11.20")),
    ),
    "R-4101-01": (relocating(header_=header(notifier=None)), relocating(header_=ex_officio(notifier=None))),
    "R-4101-02": (
        relocating(header_=header(notifier=AGENT)),
        relocating(header_=header(notifier=replaced(AGENT, letter_of_attorney=True))),
    ),
    "R-4101-03": (
        relocating(header_=header(documents_shown=())),
        relocating(header_=header(notifier=Notifier(NotifierKind.OTHER_OFFICE), documents_shown=())),
    ),
    "R-401-01": (
        living(lambda t, n: (dies(t, n), Death(header=notice("R8.11.2"), person=n[0]))[1]),
        living(lambda t, n: (dies(t, n), Death(header=notice("R8.11.2"), person=n[1]))[1]),
    ),
    "R-401-02": (relocating(header_=ex_officio("R5.3.31")), relocating(header_=ex_officio("R5.4.2"))),
    "R-401-03": (at_the_counter(entrants=()), at_the_counter()),
    "R-401-04": (
        living(lambda _, n: move_in((entrant(re_entry_of=n[0]),)), size=1),
        returning(stated=True),
    ),
    "R-116-01": (one(domicile=""), one(domicile="不明")),
    "R-1113-01": (opening(twice=True), opening()),
    "R-431-01": (one(resident_record_code="12345678901"), one()),
    "R-431-02": (somebody_else_has(serial=0, individual_number_ref=None), somebody_else_has(serial=5)),
    "R-431-03": (pool(99), pool(100)),
    "R-431-04": (pool(0, given=0), pool(0)),
    "R-432-01": (
        coded(CodeChange.EX_OFFICIO_ENTRY, has_one=True),
        coded(CodeChange.EX_OFFICIO_ENTRY, has_one=False),
    ),
    "R-432-02": (coded(CodeChange.ON_REQUEST, has_one=False), coded(CodeChange.ON_REQUEST, has_one=True)),
    "R-44-01": (one(individual_number_ref=None, individual_number_problem="V-NUM-CHECK"), one()),
    "R-44-02": (somebody_else_has(serial=5, individual_number_ref="ref-0"), somebody_else_has(serial=5)),
    "R-44-04": (numbered(has_one=False), numbered(has_one=True)),
    "R-117-01": (
        named(FormerSurnameChanged, former_surname=FORMER, kind=PersonKind.FOREIGN),
        named(FormerSurnameChanged, former_surname=FORMER),
    ),
    "R-117-02": (
        named(CommonNameChanged, common_name=COMMON),
        named(CommonNameChanged, common_name=COMMON, kind=PersonKind.FOREIGN),
    ),
    "R-117-03": (named(FormerSurnameChanged, former_surname=None), named(FormerSurnameChanged, former_surname=FORMER)),
    "R-1118-01": (
        correcting(ex_officio("R8.11.1"), name=replaced(READ, given_furigana_confirmed=True)),
        correcting(notice("R8.11.1"), name=replaced(READ, given_furigana_confirmed=True)),
    ),
    "R-1118-02": (
        one(name=PersonName("青木", "太郎", "アオキ", given_furigana_confirmed=True)),
        one(name=PersonName("青木", "太郎", "アオキ", family_furigana_confirmed=True)),
    ),
    "R-4232-01": (minor(MinorGround.LOT_NUMBER), minor(MinorGround.CHARACTER_IDENTIFICATION)),
    "R-4232-02": (
        minor(MinorGround.CHARACTER_IDENTIFICATION, "佐藤"),
        minor(MinorGround.CHARACTER_IDENTIFICATION, "靑木"),
    ),
    "R-44-03": (assigned(has_one=True), assigned(has_one=False)),
    "R-4112-01": (returning(stated=False), returning(stated=True)),
    "R-4112-02": (
        returning(stated=False, code_serial=40, ref=None),
        returning(stated=False, code_serial=40, ref=None, sex=Sex.FEMALE),
    ),
    "R-4112-03": (returning(stated=True, birth_date=day("S55.4.2")), returning(stated=True)),
    "R-1111-01": (one(relationship="孫"), joining(relationship="子の子")),
    "R-1111-02": (joining(relationship="子の子の子の子の子"), joining(relationship="子の子の子の子")),
    "R-1111-03": (joining(relationship="友人"), joining(relationship="縁故者")),
    "R-1110-01": (joining(relationship="世帯主"), joining()),
    "R-1110-02": (one(relationship=""), one()),
    "R-404-01": (relocating(people=1), relocating(people=4)),
    "R-404-02": (
        living(lambda _, n: Death(header=notice(), person=n[0]), 2),
        living(lambda _, n: Death(header=notice(), person=n[1]), 2),
    ),
    "R-402-01": (at_the_counter(destination=Destination(address=Address(municipality_code=EBINA))), at_the_counter()),
    "R-402-02": (joining(members=False), joining()),
    "R-402-03": (at_the_counter(destination=Destination(address=address(municipality=KODAIRA))), at_the_counter()),
    "R-402-04": (joining(lot="1番2号"), joining()),
    "R-4141-01": (changed_household("split", whole=True), changed_household("split")),
    "R-4141-02": (changed_household("merge"), changed_household("merge", whole=True)),
    "R-4141-03": (head_changes(stranger=True), head_changes()),
    "R-4141-04": (changed_household("change", own=True), changed_household("change")),
    "R-4141-05": (changed_household("change", same_address=False), changed_household("change")),
    "R-4142-01": (head_changes(others=False), head_changes()),
    "R-4111-01": (at_the_counter(certificate=None), at_the_counter(certificate=None, special=True)),
    "R-4111-02": (at_the_counter(certificate=MoveOutCertificate(EBINA)), at_the_counter()),
    "R-4111-03": (one(resident_record_code=""), one(resident_record_code="", without_code=True)),
    "R-4111-04": (one(previous_address=None), one()),
    "R-4114-01": (
        at_the_counter(moves_not_notified=True, entrants=(entrant(),)),
        at_the_counter(
            moves_not_notified=True, entrants=(entrant(last_registered_address=address(municipality=KODAIRA)),)
        ),
    ),
    "R-4121-01": (relocating(lot="1番1号"), relocating(lot="1番1号", building="海老名荘2号棟")),
    "R-4121-02": (
        living(
            lambda t, n: (
                planned(t, n),
                Relocation(
                    header=header(), movers=tuple(map(Mover, n)), destination=Destination(address=address("4番"))
                ),
            )[1]
        ),
        relocating(),
    ),
    "R-4130-01": (
        living(
            lambda t, n: (
                planned(t, n),
                MoveOut(header=header("R8.12.2"), persons=(n[0],), destination=address(municipality=KODAIRA)),
            )[1]
        ),
        moving_out(),
    ),
    "R-41301-01": (moving_out("R8.11.6"), moving_out("R8.11.7")),
    "R-41302-01": (moving_out(to=address("5番")), moving_out()),
    "R-41302-02": (moving_out(to=Address()), moving_out(to=Address(municipality_code=KODAIRA))),
    "R-115-01": (passing("R8.12.1", today="R8.11.30"), passing("R8.12.1", today="R8.12.1")),
    "R-115-02": (passing(None), passing("R8.12.1", today="R8.12.1")),
    "R-41311-01": (noticed(plan=False), noticed()),
    "R-41312-01": (noticed(again="R8.11.20"), noticed()),
    "R-41312-02": (
        living(
            lambda t, n: (
                planned(t, n, "R8.11.19"),
                MoveInNoticeReceived(
                    header=notice(None),
                    person=n[0],
                    destination=address(municipality=KODAIRA),
                    moved_in_on=day("R8.11.18"),
                ),
            )[1]
        ),
        living(
            lambda t, n: (
                planned(t, n, "R8.11.19"),
                MoveInNoticeReceived(
                    header=notice(None),
                    person=n[0],
                    destination=address(municipality=KODAIRA),
                    moved_in_on=day("R8.11.20"),
                ),
            )[1]
        ),
    ),
    "R-4212-01": (born(effective="R8.11.16"), born(effective="R8.11.15")),
    "R-4233-01": (correcting(domicile="神奈川県海老名市勝瀬1番地"), correcting(domicile="神奈川県海老名市勝瀬2番地")),
    "R-4233-02": (correcting(ex_officio("R5.3.1"), domicile="なし"), correcting(ex_officio("R5.4.1"), domicile="なし")),
    "R-4233-03": (
        correcting(event_on=day("R8.11.1")),
        living(
            lambda t, n: (
                dies(t, n),
                ClericalCorrection(
                    header=ex_officio(None), person=n[0], amendments=Amendments(event_on=day("R8.10.31"))
                ),
            )[1]
        ),
    ),
    "R-4601-01": (cancelling(9, before=relocates), cancelling(2, before=relocates)),
    "R-4601-02": (cancelling(2, before=both(relocates, cancels)), cancelling(2, before=relocates)),
    "R-4601-03": (cancelling(2, before=both(relocates, dies)), cancelling(3, before=both(relocates, dies))),
    "R-4601-04": (cancelling(3, before=both(relocates, cancels)), cancelling(2, before=relocates)),
    "R-4601-05": (
        cancelling(2, before=both(dies, heads)),
        cancelling(2, before=both(dies, heads), placements=()),
    ),
    "R-4601-06": (cancelling(2, before=everybody_moves_out), cancelling(2, before=dies)),
    "R-4601-07": (cancelling(1, before=relocates), cancelling(1, before=lambda t, n: None)),
}


def stated_relationship() -> tuple[Town, Any]:
    """The dead man's relationship to his widow, who is head now, is stated with the cancellation."""
    town, command = CASES["R-4601-05"][0]()
    return town, replaced(command, placements=(Placement(command.persons[0], "夫"),))


CASES |= cases_foreigners.CASES
CASES["R-4601-05"] = (CASES["R-4601-05"][0], stated_relationship)

IDENTIFICATION = {code_ for code_ in checks.CATALOGUE if code_.startswith("I-")}


@pytest.mark.covers("STD-11.1")
@pytest.mark.parametrize("checked", sorted(CASES))
def test_a_check_is_raised_by_its_case(checked: str) -> None:
    """An error keeps every change back; an alert lets them through."""
    town, command = CASES[checked][0]()
    decision = town.ask(command)
    assert checked in codes(decision.findings)
    level = checks.CATALOGUE[checked].level
    assert level is Level.ALERT or not decision.changes


@pytest.mark.parametrize("checked", sorted(CASES))
def test_a_check_is_not_raised_by_its_neighbour(checked: str) -> None:
    """The nearest lawful case passes without the finding, and without any error."""
    town, command = CASES[checked][1]()
    decision = town.ask(command)
    assert checked not in codes(decision.findings)
    assert not decision.errors


def test_every_check_has_its_case_and_its_neighbour() -> None:
    """No check of the catalogue is left without the two."""
    assert set(CASES) | IDENTIFICATION == set(checks.CATALOGUE)


@pytest.mark.covers("STD-11.1")
@pytest.mark.parametrize("checked", sorted(CASES))
def test_a_finding_says_what_why_article_and_remedy_in_both_languages(checked: str) -> None:
    """All four parts are there, with every placeholder filled."""
    town, command = CASES[checked][0]()
    finding = next(each for each in town.ask(command).findings if each.code == checked)
    for language in checks.Language:
        shown = checks.text(finding, language)
        parts = (shown.what, shown.why, shown.article, shown.remedy)
        assert all(parts)
        assert "{" not in shown.written
        assert "「」" not in shown.written
        assert checked in shown.written


def test_a_municipality_chooses_the_level_only_where_the_catalogue_lets_it() -> None:
    """The missing certificate may be made an error; a relationship outside the grammar stays one."""
    town, command = CASES["R-4111-01"][0]()
    town.settings = replaced(SETTINGS, levels={"R-4111-01": Level.ERROR, "R-1111-01": Level.ALERT})
    assert "R-4111-01" in codes(town.ask(command).errors)
    town, command = CASES["R-1111-01"][0]()
    town.settings = replaced(SETTINGS, levels={"R-1111-01": Level.ALERT})
    assert "R-1111-01" in codes(town.ask(command).errors)


def test_a_bare_code_has_its_text_too() -> None:
    """Refusals of the network carry a code only."""
    assert checks.text("I-036-01").what == "現存する住民に対する転入です。"
    assert checks.text("I-036-01", "en").remedy
