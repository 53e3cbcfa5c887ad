"""Rules and invariants of the stateful test on foreign residents, nationality and records made anew."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from tests.law.builders import ABROAD, LOTS, RESIDENCE, address, ex_officio, foreigner, header, notice, replaced
from tests.law.cases_foreigners import LOST, SPECIAL, naturalised

from daicho.law import timelines
from daicho.law.commands import (
    Amendments,
    Basis,
    CommonNameChanged,
    Destination,
    EntryArticle,
    ImmigrationMatter,
    ImmigrationNotice,
    MoveInFromAbroad,
    NationalityLost,
    Remaking,
    ResidenceChanges,
    ResidenceNotified,
    Restoration,
)
from daicho.law.reasons import ChangeClass
from daicho.law.records import PersonKind, State
from daicho.values.names import CommonName, PersonName

PICK = st.integers(0, 10_000)
CHANGES: tuple[dict[str, Any], ...] = (
    {"period": "1年"},
    {"status": "永住者", "period": "", "expires_on": None},
    {"nationality": "別の架空国"},
    {"category": SPECIAL.category},
    {"category": RESIDENCE.category, "status": "定住者"},
)


class ForeignResidents:
    """What happens to foreign residents, and what must hold for the two kinds of residents."""

    town: Any
    serial: int

    def of_kind(self, kind: PersonKind) -> list[Any]:
        return [number for number in self.residents() if timelines.latest(self.town.timelines[number]).kind is kind]

    @rule(size=st.integers(1, 3), back=st.integers(0, 30), lot=st.integers(0, 2), shown=st.booleans())
    def foreigners_come(self, size: int, back: int, lot: int, *, shown: bool) -> None:
        on = self.some_day(back)
        people = []
        for place in range(size):
            self.serial += 1
            residence = replaced(
                RESIDENCE,
                document_number=f"AA{self.serial:08}BB",
                residence_notified=shown,
                became_foreign_resident_on=None,
            )
            people.append(
                foreigner(
                    place, serial=self.serial, residence=residence, previous_address=ABROAD, individual_number_ref=None
                )
            )
        self.enter(
            MoveInFromAbroad(
                header=header(on, self.town.today),
                entrants=tuple(people),
                destination=Destination(address=address(LOTS[lot])),
                article=EntryArticle.ARTICLE_30_46,
            )
        )

    @precondition(lambda self: self.of_kind(PersonKind.FOREIGN))
    @rule(pick=PICK, back=st.integers(0, 30))
    def somebody_is_naturalised(self, pick: int, back: int) -> None:
        number = self.pick(pick, self.of_kind(PersonKind.FOREIGN))
        name = PersonName("架空", f"{pick}郎", "カクウ", "タロウ")
        command = naturalised(number, name=name)
        self.enter(replaced(command, header=notice(self.some_day(back), self.town.today)))

    @precondition(lambda self: self.of_kind(PersonKind.JAPANESE))
    @rule(pick=PICK, back=st.integers(0, 30))
    def somebody_loses_the_nationality(self, pick: int, back: int) -> None:
        number = self.pick(pick, self.of_kind(PersonKind.JAPANESE))
        head = notice(self.some_day(back), self.town.today)
        self.enter(NationalityLost(header=head, person=number, residence=LOST))

    @precondition(lambda self: self.residents())
    @rule(pick=PICK, back=st.integers(0, 30), restored=st.booleans())
    def records_are_made_anew(self, pick: int, back: int, *, restored: bool) -> None:
        number = self.pick(pick, self.residents())
        head = ex_officio(self.some_day(back))
        if restored:
            self.enter(Restoration(header=head, person=number, amendments=Amendments(remarks=f"再製{pick}")))
        else:
            self.enter(Remaking(header=head, persons=tuple(self.mates(number))))

    @precondition(lambda self: self.of_kind(PersonKind.FOREIGN))
    @rule(pick=PICK, back=st.integers(0, 20), changes=st.sampled_from(CHANGES))
    def the_agency_corrects(self, pick: int, back: int, changes: dict[str, Any]) -> None:
        number = self.pick(pick, self.of_kind(PersonKind.FOREIGN))
        number_of_card = {} if pick % 2 else {"document_number": f"AB{pick:08}CD"}
        self.enter(
            ImmigrationNotice(
                header=notice(self.some_day(back), self.town.today),
                person=number,
                matter=ImmigrationMatter.STATUS_CHANGED,
                residence=ResidenceChanges(**changes, **number_of_card),
                name=PersonName(roman=f"KAKUU {pick}") if pick % 3 == 0 else None,
            )
        )

    @precondition(lambda self: self.of_kind(PersonKind.FOREIGN))
    @rule(pick=PICK, back=st.integers(0, 10))
    def the_agency_removes(self, pick: int, back: int) -> None:
        number = self.pick(pick, self.of_kind(PersonKind.FOREIGN))
        head = notice(self.some_day(back), self.town.today)
        self.enter(ImmigrationNotice(header=head, person=number, matter=ImmigrationMatter.DEPARTED))

    @precondition(lambda self: self.of_kind(PersonKind.FOREIGN))
    @rule(pick=PICK, back=st.integers(0, 10), common=st.booleans())
    def residences_and_common_names(self, pick: int, back: int, *, common: bool) -> None:
        number = self.pick(pick, self.of_kind(PersonKind.FOREIGN))
        head = header(self.some_day(back), self.town.today, basis=Basis.STATEMENT)
        if common:
            name = None if pick % 3 == 0 else CommonName(f"通称{pick % 4}")
            self.enter(CommonNameChanged(header=head, person=number, common_name=name))
        else:
            self.enter(ResidenceNotified(header=head, persons=(number,)))

    @invariant()
    def each_kind_of_resident_has_its_own_items(self) -> None:
        for line in self.town.timelines.values():
            for version in line.versions:
                content = version.content
                if content.kind is PersonKind.JAPANESE:
                    assert content.residence is None
                    assert content.common_name is None
                else:
                    assert content.residence is not None
                    assert content.residence.became_foreign_resident_on is not None
                    assert content.former_surname is None

    @invariant()
    def a_record_that_ends_and_one_that_begins_are_two_rows_of_one_act(self) -> None:
        for changes in self.town.log.values():
            for change, stamp in changes:
                if change.closed is None:
                    continue
                assert change.closed.reason.change_class is ChangeClass.REMOVAL
                assert change.reason.change_class is ChangeClass.ENTRY
                assert change.closed.content.state is State.REMOVED
                line = self.town.timelines[change.addressee_number]
                rows = [row for row in line.acts if row.act_number == stamp.act_number]
                assert [row.reason for row in rows] == [change.closed.reason.value, change.reason.value]
                assert rows[0].history_number + 1 == rows[1].history_number
