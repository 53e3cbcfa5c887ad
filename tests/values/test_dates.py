"""Dates: what is understood, what is refused and why, how it is shown, and how it is kept."""

from __future__ import annotations

import copy
import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values import dates_eras
from daicho.values.dates import InvalidDate, RegisterDate
from daicho.values.errors import InvalidValue

DAYS = st.dates(dt.date(1873, 1, 1), dt.date(2117, 12, 31))


def parse(text, **permissions):
    return RegisterDate.parse(text, **permissions)


def refused(text, **permissions):
    with pytest.raises(InvalidDate) as caught:
        parse(text, **permissions)
    assert isinstance(caught.value, InvalidValue)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "iso", "shown"),
    [
        ("R8.11.21", "2026-11-21", "令和8年11月21日"),
        ("r8/11/21", "2026-11-21", "令和8年11月21日"),
        ("Ｒ８．１１．２１", "2026-11-21", "令和8年11月21日"),
        ("令和8年11月21日", "2026-11-21", "令和8年11月21日"),
        (" 令和　８年１１月２１日 ", "2026-11-21", "令和8年11月21日"),
        ("令和八年十一月二十一日", "2026-11-21", "令和8年11月21日"),
        ("昭和参拾壱年壱月弐拾日", "1956-01-20", "昭和31年1月20日"),
        ("令和元年5月1日", "2019-05-01", "令和元年5月1日"),
        ("令和1年5月1日", "2019-05-01", "令和元年5月1日"),
        ("令元.5.1", "2019-05-01", "令和元年5月1日"),
        ("㋿元年5月1日", "2019-05-01", "令和元年5月1日"),
        ("H010108", "1989-01-08", "平成元年1月8日"),
        ("R8・11・21", "2026-11-21", "令和8年11月21日"),
        ("R8　11 21", "2026-11-21", "令和8年11月21日"),
        ("R.8.11.21", "2026-11-21", "令和8年11月21日"),
        ("H1.1.8", "1989-01-08", "平成元年1月8日"),
        ("昭64.1.7", "1989-01-07", "昭和64年1月7日"),
        ("S640107", "1989-01-07", "昭和64年1月7日"),
        ("平成31年4月30日", "2019-04-30", "平成31年4月30日"),
        ("M6.1.1", "1873-01-01", "明治6年1月1日"),
        ("明治6年1月1日", "1873-01-01", "明治6年1月1日"),
        ("20261121", "2026-11-21", "令和8年11月21日"),
        ("２０２６１１２１", "2026-11-21", "令和8年11月21日"),
        ("2026-11-21", "2026-11-21", "令和8年11月21日"),
        ("2026/1/5", "2026-01-05", "令和8年1月5日"),
        ("2026.1.5", "2026-01-05", "令和8年1月5日"),
        ("2026年11月21日", "2026-11-21", "令和8年11月21日"),
        ("西暦2026年11月21日", "2026-11-21", "令和8年11月21日"),
        ("二〇二六年一月五日", "2026-01-05", "令和8年1月5日"),
        ("2000-02-29", "2000-02-29", "平成12年2月29日"),
    ],
)
def test_what_a_clerk_types_is_understood(typed, iso, shown):
    """Eras in full, by letter and by mark; separators; compact forms; any width; kanji numerals; calendar years."""
    date = parse(typed)
    assert date.iso() == iso
    assert date.wareki() == shown == str(date)
    assert date.is_known
    assert date.pattern is None
    assert date.bounds() == (dt.date.fromisoformat(iso),) * 2
    assert date == RegisterDate(dt.date.fromisoformat(iso))


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("", "V-DATE-EMPTY", "空"),
        ("　", "V-DATE-EMPTY", "空"),
        ("あした", "V-DATE-FORM", "1.1.8"),
        ("8.11.21", "V-DATE-FORM", "R8.11.21"),
        ("令和", "V-DATE-FORM", "日付"),
        ("2026-11-21T00:00", "V-DATE-FORM", "日付"),
        ("5081121", "V-DATE-FORM", "日付"),
        ("推定昭和20年", "V-DATE-FORM", "不詳"),
        ("昭和十十年1月1日", "V-DATE-FORM", "日付"),
        ("昭和二〇十年1月1日", "V-DATE-FORM", "日付"),
        ("昭和20年", "V-DATE-INCOMPLETE", "月日不詳"),
        ("昭和20年3月", "V-DATE-INCOMPLETE", "日不詳"),
        ("2026", "V-DATE-INCOMPLETE", "月又は日"),
        ("令和0年1月1日", "V-DATE-YEAR", "元年"),
        ("令和0年", "V-DATE-YEAR", "元年"),
        ("R000101", "V-DATE-YEAR", "元年"),
        ("令和2026年1月1日", "V-DATE-YEAR", "4桁"),
        ("令和8年13月1日", "V-DATE-MONTH", "13月"),
        ("20260001", "V-DATE-MONTH", "0月"),
        ("令和8年1月32日", "V-DATE-DAY", "32日"),
        ("令和8年1月0日", "V-DATE-DAY", "0日"),
        ("昭和48年2月29日", "V-DATE-CALENDAR", "28日まで"),
        ("2026-04-31", "V-DATE-CALENDAR", "2026年4月31日"),
        ("1900-02-29", "V-DATE-CALENDAR", "28日まで"),
        ("昭和64年1月8日", "V-DATE-ERA", "平成元年1月8日"),
        ("昭和65年1月1日", "V-DATE-ERA", "平成2年1月1日"),
        ("平成元年1月7日", "V-DATE-ERA", "昭和64年1月7日"),
        ("平成31年5月1日", "V-DATE-ERA", "令和元年5月1日"),
        ("令和元年4月30日", "V-DATE-ERA", "平成31年4月30日"),
        ("明治45年7月31日", "V-DATE-ERA", "大正元年7月31日"),
        ("大正元年7月29日", "V-DATE-ERA", "明治45年7月29日"),
        ("大正15年12月26日", "V-DATE-ERA", "昭和元年12月26日"),
        ("昭和元年12月24日", "V-DATE-ERA", "大正15年12月24日"),
        ("平成31年4月31日", "V-DATE-CALENDAR", "30日まで"),
        ("令和元年4月31日", "V-DATE-ERA", "平成31年4月31日"),
        ("昭和元年11月頃", "V-DATE-ERA", "大正15年11月頃"),
        ("昭和64年1月中旬頃", "V-DATE-ERA", "平成元年1月中旬頃"),
        ("昭和65年月日不詳", "V-DATE-ERA", "平成2年月日不詳"),
        ("1872-12-31", "V-DATE-BEFORE-SOLAR", "太陰太陽暦"),
        ("1600年頃", "V-DATE-BEFORE-SOLAR", "明治6年1月1日"),
        ("明治5年12月3日", "V-DATE-LUNISOLAR", "12月2日まで"),
        ("明治5年13月1日", "V-DATE-LUNISOLAR", "太陰太陽暦"),
        ("慶応3年0月1日", "V-DATE-LUNISOLAR", "太陰太陽暦"),
        ("慶応5年1月1日", "V-DATE-LUNISOLAR", "太陰太陽暦"),
        ("慶応3年5月31日", "V-DATE-LUNISOLAR", "太陰太陽暦"),
        ("慶応3年", "V-DATE-INCOMPLETE", "月又は日"),
        ("慶応", "V-DATE-FORM", "日付"),
        ("昭和20年3月12日から10日頃までの間", "V-DATE-ORDER", "期間"),
        ("昭和20年3月12日から2月20日頃までの間", "V-DATE-ORDER", "期間"),
        ("昭和20年3月12日から13月1日頃までの間", "V-DATE-MONTH", "13月"),
        ("昭和20年3月推定12日から32日までの間", "V-DATE-DAY", "32日"),
        ("昭和20年2月27日頃から30日頃までの間", "V-DATE-CALENDAR", "28日まで"),
    ],
)
def test_what_is_impossible_is_refused_and_the_reason_said(typed, code, said):
    """Each reason has its code; the message tells the clerk what is the matter in both languages."""
    error = refused(typed)
    assert error.code == code
    assert said in error.japanese
    assert error.english
    assert code in str(error)


def test_text_that_is_no_date_does_not_travel_in_the_error():
    """A name typed into the wrong field stays out of logs."""
    assert "山田" not in repr(refused("山田太郎"))


@pytest.mark.covers("STD-1.1.8")
@pytest.mark.parametrize(
    ("earlier", "later", "iso"),
    [("明治45年7月30日", "大正元年7月30日", "1912-07-30"), ("大正15年12月25日", "昭和元年12月25日", "1926-12-25")],
)
def test_the_day_that_two_eras_share_is_accepted_in_both_and_keeps_the_era_written(earlier, later, iso):
    """One day, equal in both spellings, each shown as it was written."""
    first, second = parse(earlier), parse(later)
    assert first == second == parse(iso)
    assert hash(first) == hash(second)
    assert first.same_day(second)
    assert first.iso() == second.iso() == iso
    assert (first.wareki(), second.wareki()) == (earlier, later)
    assert first.stored() != second.stored() == iso
    assert RegisterDate.from_stored(first.stored()).wareki() == earlier
    assert first.era.name == earlier[:2]
    assert second.era.name == later[:2]
    assert not first < second
    assert first <= second


@pytest.mark.covers("STD-1.1.8")
@pytest.mark.parametrize(
    ("typed", "bounds"),
    [
        ("昭和48年2月29日", ("1973-02-28", "1973-03-01")),
        ("昭和48年2月31日", ("1973-02-28", "1973-03-01")),
        ("1973-04-31", ("1973-04-30", "1973-05-01")),
        ("平成31年4月31日", ("2019-04-30", "2019-05-01")),
        ("S480431", ("1973-04-30", "1973-05-01")),
    ],
)
def test_a_day_that_no_calendar_has_is_held_only_where_the_field_permits_it(typed, bounds):
    """It is kept as written, lies between its neighbours, and has no ISO form."""
    assert refused(typed).code == "V-DATE-CALENDAR"
    date = parse(typed, permit_non_calendar=True)
    assert date.iso() is None
    assert date.calendar_day is None
    assert date.is_known
    assert date.pattern is None
    assert tuple(day.isoformat() for day in date.bounds()) == bounds
    neighbours = [RegisterDate(day) for day in date.bounds()]
    assert neighbours[0] < date < neighbours[1]
    assert RegisterDate.from_stored(date.stored()).stored() == date.stored()
    assert parse(date.wareki(), permit_non_calendar=True) == date
    assert date.stored().endswith("!")


def test_permission_for_odd_days_does_not_open_anything_else():
    """A 32nd day, a 13th month and a day outside its era stay impossible."""
    assert refused("昭和48年2月32日", permit_non_calendar=True).code == "V-DATE-DAY"
    assert refused("昭和48年13月1日", permit_non_calendar=True).code == "V-DATE-MONTH"
    assert refused("昭和64年2月29日", permit_non_calendar=True).code == "V-DATE-ERA"


@pytest.mark.parametrize(
    ("typed", "kept", "known"),
    [
        ("明治5年12月2日", "明治5年12月2日", True),
        ("M5.12.2", "明治5年12月2日", True),
        ("M051202", "明治5年12月2日", True),
        ("明元.9.8", "明治元年9月8日", True),
        ("慶応三年十月五日", "慶応3年10月5日", True),
        ("慶応元年閏5月3日", "慶応元年閏5月3日", True),
        ("天保15年1月1日", "天保15年1月1日", True),
        ("慶応3年5月頃", "慶応3年5月頃", False),
        ("慶応2年頃", "慶応2年頃", False),
        ("明治3年月日不詳", "明治3年月日不詳", False),
        ("推定嘉永6年6月3日", "推定嘉永6年6月3日", False),
    ],
)
def test_a_date_before_meiji_6_is_held_as_text(typed, kept, known):
    """The lunisolar calendar is not converted: no ISO form, the same text in every display, bounds of its year."""
    date = parse(typed)
    assert date.is_lunisolar
    assert date.is_known == known
    assert date.wareki() == date.seireki() == kept
    assert date.iso() is None
    assert date.era is None
    assert date.pattern is None
    assert date.bounds()[1] < dt.date(1873, 1, 1)
    assert date < parse("明治6年1月1日")
    assert RegisterDate.from_stored(date.stored()) == date


def test_lunisolar_dates_are_ordered_by_their_text_as_years_months_and_days():
    """Enough for a sorted list; no conversion is claimed."""
    dates = [parse(text) for text in ("慶応3年10月5日", "明治元年9月8日", "明治5年12月2日", "明治6年1月1日")]
    assert sorted(dates, reverse=True) == dates[::-1]


@given(DAYS)
def test_a_calendar_day_reads_back_from_each_of_its_forms(day):
    """wareki, seireki, ISO, compact and stored are all the same day."""
    date = RegisterDate(day)
    texts = (date.wareki(), date.seireki(), date.iso(), day.strftime("%Y%m%d"), str(date))
    assert all(parse(text) == date for text in texts)
    assert RegisterDate.from_stored(date.stored()) == date
    assert date.calendar_day == day
    assert RegisterDate.of(day.year, day.month, day.day) == date


@given(DAYS, DAYS)
def test_calendar_days_are_ordered_and_hashed_as_days(first, second):
    """Comparison is that of the days."""
    one, two = RegisterDate(first), RegisterDate(second)
    assert (one < two, one <= two, one > two, one >= two) == (
        first < second,
        first <= second,
        first > second,
        first >= second,
    )
    assert (one == two) == (first == second)
    assert hash(one) == hash(RegisterDate.from_stored(one.stored()))
    assert one.same_day(two) == (first == second)


def test_dates_are_values():
    """Immutable, copied as themselves, pickled, comparable with nothing else."""
    date = parse("R8.11.21")
    with pytest.raises(AttributeError):
        date._stored = "2026-11-22"
    assert copy.copy(date) is date
    assert copy.deepcopy(date) is date
    assert pickle.loads(pickle.dumps(date)) == date
    assert repr(date) == "RegisterDate('2026-11-21')"
    assert date != "2026-11-21"
    for comparison in ("__lt__", "__le__", "__gt__", "__ge__"):
        assert getattr(date, comparison)("2026-11-21") is NotImplemented


def test_a_datetime_is_held_as_its_day():
    """Hours do not belong to a register date."""
    assert RegisterDate(dt.datetime(2026, 11, 21, 15, 0)) == parse("R8.11.21")  # noqa: DTZ001
    with pytest.raises(InvalidDate):
        RegisterDate(dt.date(1872, 12, 31))
    with pytest.raises(InvalidDate):
        RegisterDate.of(2026, 2, 29)
    with pytest.raises(InvalidDate):
        RegisterDate.of(10000, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13-01",
        "2026-11-32",
        "2026-02-29",
        "2026-W47-6",
        "2026-W47-",
        "20261121",
        "1872-12-31",
        "R08-11-21",
        "S48-03-01!",
        "X08-11-21",
        "U15:S20",
        "U01:S20-03",
        "U02:S20",
        "U06:S20",
        "U07:S10-03",
        "U09:S20",
        "U12:S20-03-10",
        "U05:S20-13",
        "U01:S65",
        "L:",
        "L:明治5年12月3日",
        "L:明治6年1月1日",
        "２０２６-１１-２１",
        "2026-11-2１",
    ],
)
def test_a_stored_text_that_was_never_written_is_refused(text):
    """Storage holds canonical texts only."""
    with pytest.raises(InvalidDate):
        RegisterDate.from_stored(text)


@pytest.fixture
def new_era():
    table = dates_eras.STANDARD.followed_by(name="試験", letter="X", mark="試", roman="Test", first=dt.date(2040, 4, 1))
    dates_eras.use(table)
    yield table
    dates_eras.use(dates_eras.STANDARD)


@pytest.mark.covers("STD-1.3.6")
def test_a_new_era_is_a_parameter(new_era):
    """With one row more, days are read and shown in the new era, and the old one has an end."""
    assert parse("X1.4.1").wareki() == "試験元年4月1日"
    assert parse("2040-03-31").wareki() == "令和22年3月31日"
    assert parse("試2.1.1").iso() == "2041-01-01"
    assert refused("令和22年4月1日").code == "V-DATE-ERA"
    assert new_era.of(dt.date(2040, 4, 1)).year_of(dt.date(2041, 1, 1)) == 2


def test_a_new_era_needs_spellings_of_its_own_and_a_later_start():
    """An abbreviation that is taken would make typed dates ambiguous."""
    for change, code in (({"letter": "S"}, "V-ERA-SPELLING"), ({"first": dt.date(2019, 5, 1)}, "V-ERA-FIRST")):
        row = {"name": "試験", "letter": "X", "mark": "試", "roman": "Test", "first": dt.date(2040, 4, 1)} | change
        with pytest.raises(InvalidValue) as caught:
            dates_eras.STANDARD.followed_by(**row)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("day", "year"),
    [("1912-07-29", "明治45年"), ("1912-07-30", "大正元年"), ("1926-12-25", "昭和元年"), ("1989-01-08", "平成元年")],
)
def test_a_calendar_day_is_shown_in_the_era_that_began_on_it(day, year):
    """A shared day that came without an era is shown in the later one."""
    assert parse(day).wareki().startswith(year)
