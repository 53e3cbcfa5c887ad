"""What simulated systems do with messages: the least that registers, servers and the nation do with real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.exchange.handlers import Refusal
from daicho.law.identification import Applied, IdentificationUpdate, RecordStatus, UpdateReason, apply_update
from daicho.protocol import baselines
from daicho.protocol.messages import (
    BaselineClosing,
    BaselineOpening,
    BaselineRecord,
    IdentificationUpdateMessage,
    MoveInNotice,
)
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from collections.abc import Iterable

    import msgspec

    from daicho.exchange.simulation.store import Durable, Salts
    from daicho.law.identification import IdentificationRecord
    from daicho.law.identification_update import Holding, Stay

NATION = Party("agency", "national")


def prefecture_of(municipality: str) -> Party:
    """The prefecture server of a municipality of the simulated country."""
    return Party(f"{municipality[:2]}0000", "prefecture")


class System:
    """One system over its database.

    Args:
        party: who it is.
        durable: its database.
        salts: the run's salts.
        areas: the municipalities it answers for, as the trust list says.
    """

    def __init__(self, party: Party, durable: Durable, salts: Salts, areas: tuple[str, ...] = ()) -> None:
        self.party = party
        self.areas = areas
        self.durable = durable
        self.salts = salts

    def send(self, to: Party, message: msgspec.Struct) -> None:
        """Record a message in the transaction at hand."""
        self.durable.send(self.party, to, message, self.salts())

    def handle(self, sender: Party, message: msgspec.Struct) -> None:
        """Apply a message.

        Raises:
            Refusal: it breaks a check.
        """
        match message:
            case IdentificationUpdateMessage(update=update):
                self.update(update, sender)
            case MoveInNotice() as notice:
                self.notice(notice)
            case BaselineOpening(run=run, municipality_code=code):
                self.durable.baselines[sender, code] = (run, frozenset())
            case BaselineRecord() as stated:
                self.stated(sender, stated)
            case BaselineClosing() as closing:
                self.closed(sender, closing)
            case _:
                raise Refusal("X-NOT-PERMITTED", type(message).__name__)

    def upward(self) -> Party | None:
        """Whom this system notifies."""
        return {
            "register": Party(self.party.organisation, "municipal_cs"),
            "municipal_cs": prefecture_of(self.party.organisation),
            "prefecture": NATION,
        }.get(self.party.system)

    def municipality_of(self, sender: Party, update: IdentificationUpdate) -> str:
        """Which municipality a link may speak for: its own, or any of its prefecture."""
        if sender.system != "prefecture":
            return sender.organisation
        code = update.record.municipality_code
        return code if code[:2] == sender.organisation[:2] else sender.organisation

    def update(self, update: IdentificationUpdate, sender: Party) -> None:
        """Check, store, notify upward."""
        held = self.durable.holdings.get(update.code.stored())
        outcome = apply_update(held, update, sender_municipality=self.municipality_of(sender, update))
        if not isinstance(outcome, Applied):
            raise Refusal(outcome.code, ",".join(outcome.fields))
        self.durable.holdings[update.code.stored()] = outcome.holding
        above = self.upward()
        if above is not None:
            self.send(above, IdentificationUpdateMessage(update=update))

    def stated(self, sender: Party, stated: BaselineRecord) -> None:
        """Compare a stated person with the held stay."""
        key = (sender, stated.record.municipality_code)
        run, seen = self.durable.baselines.get(key, ("", frozenset()))
        if run != stated.run:
            raise Refusal("X-BAD-SEQUENCE", "baseline")
        code = stated.record.resident_record_code.stored()
        self.durable.baselines[key] = (run, seen | {code})
        update = baselines.difference(self.stay(code, stated.record.municipality_code), stated.record)
        if update is not None:
            self.update(update, sender)

    def closed(self, sender: Party, closing: BaselineClosing) -> None:
        """Remove whoever was not stated."""
        run, seen = self.durable.baselines.pop((sender, closing.municipality_code), ("", frozenset()))
        if run != closing.run or len(seen) != closing.count:
            raise Refusal("X-BAD-SEQUENCE", "baseline")
        for stay in list(self.present(closing.municipality_code)):
            if stay.record.resident_record_code.stored() not in seen:
                self.update(baselines.removal(stay), sender)

    def write_baseline(self, to: Party) -> None:
        """State everything this system notifies to a party, after a new epoch was opened."""
        if to != self.upward():
            return
        run = str(self.durable.outgoing[to].state.epoch)
        for municipality, records in self.everything():
            for message in baselines.stating(run, municipality, records):
                self.send(to, message)

    def everything(self) -> Iterable[tuple[str, list[IdentificationRecord]]]:
        """All present persons by municipality, municipalities without any included."""
        if self.party.system == "register":
            yield self.party.organisation, list(self.durable.register.values())
            return
        # all it answers for, and not only those it remembers: one that a backup does not know must be stated as empty
        for municipality in self.areas:
            yield municipality, [stay.record for stay in self.present(municipality)]

    def stay(self, code: str, municipality: str) -> Stay | None:
        """The stay held for a person in a municipality."""
        held: Holding | None = self.durable.holdings.get(code)
        return held.of(municipality) if held else None

    def present(self, municipality: str) -> Iterable[Stay]:
        """The present stays in a municipality, in the order of their codes."""
        for _, held in sorted(self.durable.holdings.items()):
            stay = held.of(municipality)
            if stay is not None and stay.present:
                yield stay

    def notice(self, notice: MoveInNotice) -> None:
        """Pass a move-in notice on, or close the stay that ended by it."""
        if self.party.system == "municipal_cs":
            if notice.to_municipality == self.party.organisation:
                self.send(Party(self.party.organisation, "register"), notice)
            else:
                self.send(Party(notice.to_municipality, "municipal_cs"), notice)
            return
        code = notice.resident_record_code.stored()
        record = self.durable.register.get(code)
        if record is not None and record.resident_since.sort_key() < notice.moved_in_on.sort_key():
            del self.durable.register[code]
            self.notify(record, UpdateReason.MOVE_OUT, notice.moved_in_on, removed=True)

    def notify(self, record: IdentificationRecord, reason: UpdateReason, on: object, *, removed: bool = False) -> None:
        """Send the update of an act to the own CS."""
        import msgspec

        content = msgspec.structs.replace(record, status=RecordStatus.REMOVED) if removed else record
        update = IdentificationUpdate(record=content, reason=reason, changed_on=on)  # type: ignore[arg-type]
        self.send(Party(self.party.organisation, "municipal_cs"), IdentificationUpdateMessage(update=update))
