"""What was notified, as the checker compares it with the paper: the command in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, gettext_lazy

from daicho.law.commands import ExOfficioEntryKind, MinorGround, NationalityGround, RemovalGround
from daicho.systems.register.presenters import words
from daicho.systems.register.presenters.fields import municipality_name
from daicho.systems.register.presenters.records import Row
from daicho.values.addresses import Address, AddressKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from django_stubs_ext import StrOrPromise

    from daicho.law.commands import Command, Destination, Entrant, Header, MoveOutCertificate, NumberChange
    from daicho.values.numbers import AddresseeNumber


def said(command: Command) -> list[Row]:
    """The items of a notification, blank ones left out."""
    rows = [Row(gettext("異動"), words.word(words.ACT_KINDS, command.__struct_config__.tag))]
    rows += _header(command.header)
    rows += [row for field, rule in _SAID.items() if (value := getattr(command, field, None)) for row in rule(value)]
    return [row for row in rows if row.text]


def _coded(label: StrOrPromise, codes: Mapping[str, StrOrPromise]) -> Callable[[Any], list[Row]]:
    return lambda value: [Row(str(label), words.word(codes, value))]


def _plain(label: StrOrPromise) -> Callable[[Any], list[Row]]:
    return lambda value: [Row(str(label), str(value))]


def _day(label: StrOrPromise) -> Callable[[Any], list[Row]]:
    return lambda value: [Row(str(label), value.wareki())]


def _act(number: int) -> list[Row]:
    return [Row(gettext("取り消す異動"), gettext("異動番号 %(number)s") % {"number": number})]


def _added_name(label: StrOrPromise) -> Callable[[Any], list[Row]]:
    def rows(value: Any) -> list[Row]:
        written = f"{value.written}({value.furigana})" if value.furigana else value.written
        return [Row(str(label), written, is_name=True)]

    return rows


def _place(destination: Destination | Address) -> list[Row]:
    """A household or address of the town, or an address outside it."""
    if isinstance(destination, Address):
        return [Row(gettext("転出先"), destination.written, is_name=True), *_unplaced(gettext("転出先"), destination)]
    return list(_destination(destination))


def _unplaced(what: str, address: Address | None) -> list[Row]:
    """That an address in Japan was recorded without the code of its municipality: the checker must see it."""
    if address is None or address.kind is not AddressKind.DOMESTIC or address.municipality_code or not address.written:
        return []
    return [Row(what, gettext("市区町村コードのない住所です (S-0103)"))]


def _entrants(entrants: tuple[Entrant, ...]) -> list[Row]:
    """Where those entered come from, once for each address."""
    found = dict.fromkeys(each.previous_address for each in entrants)
    return [row for address in found for row in _unplaced(gettext("転入前の住所"), address)]


_GROUNDS: Final[Mapping[type, Mapping[str, StrOrPromise]]] = {
    RemovalGround: words.REMOVAL_GROUNDS,
    MinorGround: words.MINOR_GROUNDS,
    NationalityGround: words.NATIONALITY_GROUNDS,
}


def _ground(ground: str) -> list[Row]:
    """A ground of a list in words; one that was typed as it is."""
    return [Row(gettext("事由"), words.word(_GROUNDS.get(type(ground), {}), ground))]


def _kind(kind: ExOfficioEntryKind | NumberChange) -> list[Row]:
    """Which of its reasons an ex officio entry has; that of a changed number stands with the person."""
    known = isinstance(kind, ExOfficioEntryKind)
    return [Row(gettext("異動事由"), words.word(words.ENTRY_KINDS, kind.value))] if known else []


def _cards(persons: tuple[AddresseeNumber, ...]) -> list[Row]:
    return [Row(gettext("在留カード等の提示"), "、".join(each.stored() for each in persons))]


def _applies(label: StrOrPromise) -> Callable[[Any], list[Row]]:
    return lambda _: [Row(str(label), gettext("該当"))]


def _header(header: Header) -> Iterator[Row]:
    yield Row(gettext("根拠"), words.word(words.BASES, header.basis.value))
    yield Row(gettext("異動日"), header.effective_on.wareki() if header.effective_on else "")
    notified = str(words.NOTIFIED.get(header.basis.value, ""))
    yield Row(notified, header.notified_on.wareki() if header.notified_on else "")
    if header.notifier is not None:
        notifier = header.notifier
        who = words.WHO[header.basis.value]
        yield Row(str(who), words.word(words.NOTIFIERS, notifier.kind.value))
        yield Row(words.name_of(who), notifier.name, is_name=True)
        yield Row(words.address_of(who), notifier.address)
        yield Row(gettext("委任状"), gettext("確認した") if notifier.letter_of_attorney else "")
    yield Row(gettext("提示された書類"), "、".join(words.word(_DOCUMENTS, each) for each in header.documents_shown))
    yield Row(gettext("続柄を証する文書"), "、".join(header.relationship_documents))
    yield Row(gettext("備考"), header.remarks)


_DOCUMENTS = {**words.DOCUMENTS, **words.NUMBER_EVIDENCE}


def _destination(destination: Destination) -> Iterator[Row]:
    if destination.household_number is None:
        yield Row(gettext("異動先"), gettext("新しい世帯"))
    else:
        yield Row(gettext("異動先の世帯番号"), destination.household_number.stored())
    yield Row(gettext("異動先の住所"), destination.address.written if destination.address else "", is_name=True)


def _certificate(certificate: MoveOutCertificate) -> Iterator[Row]:
    yield Row(gettext("転出証明書の交付市区町村"), municipality_name(certificate.municipality_code))
    yield Row(gettext("転出証明書の交付年月日"), certificate.issued_on.wareki() if certificate.issued_on else "")
    yield Row(gettext("転出予定年月日"), certificate.planned_on.wareki() if certificate.planned_on else "")
    yield Row(gettext("転出証明書の発行番号"), certificate.issue_number)


_SAID: Final[Mapping[str, Callable[[Any], Iterable[Row]]]] = {
    "act_number": _act,
    "article": _coded(gettext_lazy("届出の条文"), words.ENTRY_ARTICLES),
    "kind": _kind,
    "ground": _ground,
    "matter": _coded(gettext_lazy("通知の内容"), words.IMMIGRATION_MATTERS),
    "inspected_on": _day(gettext_lazy("実態調査の日")),
    "special": _applies(gettext_lazy("特例転入")),
    "moves_not_notified": _applies(gettext_lazy("未届転入")),
    "special_adoption": _coded(gettext_lazy("特別養子縁組"), words.SPECIAL_ADOPTIONS),
    "cards_shown": _cards,
    "destination": _place,
    "moved_in_on": _day(gettext_lazy("転入日(転入地での)")),
    "household_number": _plain(gettext_lazy("世帯番号")),
    "certificate": _certificate,
    "entrants": _entrants,
    "former_surname": _added_name(gettext_lazy("旧氏")),
    "common_name": _added_name(gettext_lazy("通称")),
}
"""The fields of commands that are told, in their order. What becomes of whom stands under before and after."""


def names_of_newcomers(command: Command, newcomers: tuple[str, ...]) -> dict[str, str]:
    """The names of the people entered, by the stand-ins for their numbers."""
    entrants: tuple[Any, ...] = getattr(command, "entrants", ()) or (getattr(command, "child", None),)
    new = [each.name.written for each in entrants if each is not None and each.re_entry_of is None]
    return dict(zip(newcomers, new, strict=False))
