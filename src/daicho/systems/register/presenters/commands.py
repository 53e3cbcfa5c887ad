"""What was notified, as the checker compares it with the paper: the command in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from daicho.law.commands import Cancellation, DomesticMoveIn, MoveOut
from daicho.systems.register.presenters import words
from daicho.systems.register.presenters.fields import municipality_name
from daicho.systems.register.presenters.records import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.law.commands import Command, Destination, Header, MoveOutCertificate


def said(command: Command) -> list[Row]:
    """The items of a notification, blank ones left out."""
    rows = [Row(gettext("異動"), words.word(words.ACT_KINDS, command.__struct_config__.tag))]
    rows += _header(command.header)
    destination = getattr(command, "destination", None)
    if isinstance(command, MoveOut):
        rows.append(Row(gettext("転出先"), command.destination.written, is_name=True))
    elif destination is not None:
        rows += _destination(destination)
    if isinstance(command, DomesticMoveIn) and command.certificate is not None:
        rows += _certificate(command.certificate)
    if isinstance(command, Cancellation):
        rows.append(Row(gettext("取り消す異動"), gettext("異動番号 %(number)s") % {"number": command.act_number}))
    return [row for row in rows if row.text]


def _header(header: Header) -> Iterator[Row]:
    yield Row(gettext("根拠"), words.word(words.BASES, header.basis.value))
    yield Row(gettext("異動日"), header.effective_on.wareki() if header.effective_on else "")
    yield Row(gettext("届出日"), header.notified_on.wareki() if header.notified_on else "")
    if header.notifier is not None:
        notifier = header.notifier
        yield Row(gettext("届出人"), words.word(words.NOTIFIERS, notifier.kind.value))
        yield Row(gettext("届出人の氏名"), notifier.name, is_name=True)
        yield Row(gettext("届出人の住所"), notifier.address)
        yield Row(gettext("委任状"), gettext("確認した") if notifier.letter_of_attorney else "")
    yield Row(gettext("提示された書類"), "、".join(words.word(_DOCUMENTS, each) for each in header.documents_shown))
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


def names_of_newcomers(command: Command, newcomers: tuple[str, ...]) -> dict[str, str]:
    """The names of the people entered, by the stand-ins for their numbers."""
    entrants: tuple[Any, ...] = getattr(command, "entrants", ()) or (getattr(command, "child", None),)
    new = [each.name.written for each in entrants if each is not None and each.re_entry_of is None]
    return dict(zip(newcomers, new, strict=False))
