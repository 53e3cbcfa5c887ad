"""`daicho values`: explain a date, text, number or address at the terminal.

Nothing is stored or sent. What is typed is shown back only as what was understood; an individual
number is never repeated.
"""

import sys
from collections.abc import Callable, Iterable, Mapping

import click

Explained = Iterable[tuple[str, object]]


@click.group()
def values() -> None:
    """Explain how a value is understood, or why it is not one.

    Example: daicho values date 昭和64年1月8日
    """


def _show(explain: Callable[[], Explained]) -> None:
    """Print what is said, or the refusal of the value; ends with 1 when it is refused."""
    from daicho.values.errors import InvalidValue

    try:
        said = list(explain())
    except InvalidValue as refused:
        click.echo(f"✗ {refused.japanese} ({refused.code})\n  {refused.english}", err=True)
        sys.exit(1)
    for label, value in said:
        click.echo(f"{label}: {value}")


@values.command()
@click.argument("written", nargs=-1, required=True)
@click.option(
    "--permit-non-calendar",
    is_flag=True,
    help="Accept days that no calendar has, such as 2月30日. 暦にない日付を許す。",
)
def date(written: tuple[str, ...], permit_non_calendar: bool) -> None:  # click passes it by keyword
    """Explain a date: as stored, in the Japanese and the Western calendar, its earliest and latest day.

    Example: daicho values date 昭和64年1月8日
    """
    _show(lambda: explain_date(" ".join(written), permit_non_calendar=permit_non_calendar))


def explain_date(written: str, *, permit_non_calendar: bool = False) -> Explained:
    """What is known of a date as typed."""
    from daicho.values.dates import RegisterDate

    day = RegisterDate.parse(written, permit_non_calendar=permit_non_calendar)
    earliest, latest = day.bounds()
    return [
        ("和暦 Japanese calendar", day.wareki()),
        ("西暦 Western calendar", day.seireki()),
        ("保存形 stored", day.stored()),
        ("期間 from", f"{earliest} – {latest}"),
        ("暦日 calendar day", "はい yes" if day.calendar_day else "いいえ no"),
        ("不詳の型 unknown pattern", f"{day.pattern} {day.pattern.form}" if day.pattern else "-"),
    ]


@values.command()
@click.argument("written", nargs=-1, required=True)
def text(written: tuple[str, ...]) -> None:
    """Name each character: its MJ number or code points, whether it can be drawn; the search forms.

    Example: daicho values text 渡邉󠄂
    """
    _show(lambda: explain_text(" ".join(written)))


def explain_text(written: str) -> Explained:
    """Every character of a text with its name, what is wrong with it, and how search folds it."""
    from daicho.values import characters, names

    said: list[tuple[str, object]] = [
        (
            f"{character.text}",
            (
                f"{character.name}  {character.code_points}  "
                f"{'描画可 drawable' if characters.drawable(character.text) else '描画不可 not drawable'}"
            ),
        )
        for character in characters.identify(written)
    ]
    said += [
        ("注意 problem", f"{problem.japanese} / {problem.english} ({problem.code})")
        for problem in characters.validate(written)
    ]
    said.append(("文字数 characters", characters.count(written)))
    said.append(("検索形 folded for search", names.fold(written)))
    said.append(("清音化 unvoiced", names.unvoiced(written)))
    return said


@values.command()
@click.argument("written", nargs=-1, required=True)
def number(written: tuple[str, ...]) -> None:
    """Say which numbers of the register a text is, by length and check digit, and why it is not the others.

    Example: daicho values number 142158
    """
    kinds = explain_number(" ".join(written))
    for name, said in kinds.items():
        click.echo(f"{'✓' if said.valid else '✗'} {name}: {said.text}")
    sys.exit(0 if any(said.valid for said in kinds.values()) else 1)


class Said:
    """One kind of number: whether the text is one, and the words."""

    def __init__(self, text: str, *, valid: bool) -> None:
        self.text = text
        self.valid = valid


def explain_number(written: str) -> Mapping[str, Said]:
    """Try every kind of number on a text."""
    from daicho.values import numbers

    kinds = (
        numbers.ResidentRecordCode,
        numbers.IndividualNumber,
        numbers.AddresseeNumber,
        numbers.HouseholdNumber,
        numbers.MunicipalityCode,
        numbers.CorporateNumber,
        numbers.ResidenceCardNumber,
    )
    return {f"{kind.JAPANESE} {kind.ENGLISH}": _as(kind, written) for kind in kinds}


def _as(kind: type, written: str) -> Said:
    from daicho.values.errors import InvalidValue

    try:
        kind.parse(written)  # type: ignore[attr-defined]  # every kind of the list has it
    except InvalidValue as refused:
        return Said(f"{refused.japanese} ({refused.code}) / {refused.english}", valid=False)
    return Said("正しい番号です / a well-formed number", valid=True)


@values.command()
@click.argument("written", nargs=-1, required=True)
@click.option("--municipality", default="", help="Six-digit code to suggest towns of. 町名候補の市区町村コード。")
def address(written: tuple[str, ...], municipality: str) -> None:
    """Take an address apart, and suggest towns for a beginning in kana, kanji or a postal code.

    Example: daicho values address 神奈川県海老名市勝瀬175番地の1
    """
    _show(lambda: explain_address(" ".join(written), municipality=municipality))


def explain_address(written: str, *, municipality: str = "") -> Explained:
    """The parts of an address as typed, and towns that begin like it."""
    from daicho.values import addresses

    found = addresses.read_address(written)
    said: list[tuple[str, object]] = [
        ("種別 kind", found.kind.value),
        ("市区町村 municipality", found.municipality_code or "-"),
        ("町名 town", found.town or "-"),
        ("番地 lot", found.lot or "-"),
        ("方書 building", found.building or "-"),
        ("表記 written", found.written),
        ("照合形 normalised", addresses.normalise(written)),
    ]
    towns = addresses.suggest(written, municipality or found.municipality_code or None)
    said += [("候補 suggestion", f"{town.name} {town.kana} 〒{town.postal_code}") for town in list(towns)[:10]]
    return said
