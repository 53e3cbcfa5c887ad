"""The 14 forms of an unknown day (不詳日), standard clause 1.1.8."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values.dates import InvalidDate, RegisterDate, UnknownPattern
from daicho.values.dates_rules import check
from daicho.values.dates_written import UnknownPattern as Pattern
from daicho.values.dates_written import Written, bounds, last_day_of

FORMS = [
    ("令和5年頃", Pattern.YEAR_ABOUT, "2023-01-01", "2023-12-31"),
    ("令和5年4月頃", Pattern.MONTH_ABOUT, "2023-04-01", "2023-04-30"),
    ("令和5年4月8日頃", Pattern.DAY_ABOUT, "2023-04-08", "2023-04-08"),
    ("推定令和5年4月8日", Pattern.ESTIMATED_DAY, "2023-04-08", "2023-04-08"),
    ("推定令和5年4月", Pattern.ESTIMATED_MONTH, "2023-04-01", "2023-04-30"),
    ("令和5年春", Pattern.SEASON, "2023-03-01", "2023-05-31"),
    ("令和5年4月上旬", Pattern.PART_OF_MONTH, "2023-04-01", "2023-04-10"),
    ("令和5年4月中旬頃", Pattern.PART_OF_MONTH_ABOUT, "2023-04-11", "2023-04-20"),
    ("年月日不詳", Pattern.UNKNOWN, "0001-01-01", "9999-12-31"),
    ("令和5年月日不詳", Pattern.MONTH_AND_DAY_UNKNOWN, "2023-01-01", "2023-12-31"),
    ("令和5年4月日不詳", Pattern.DAY_UNKNOWN, "2023-04-01", "2023-04-30"),
    ("令和5年4月8日から5月10日頃までの間", Pattern.FROM_DAY_TO_ABOUT_DAY, "2023-04-08", "2023-05-10"),
    ("令和5年4月推定8日から10日までの間", Pattern.ESTIMATED_DAYS, "2023-04-08", "2023-04-10"),
    ("令和5年4月8日頃から10日頃までの間", Pattern.FROM_ABOUT_DAY_TO_ABOUT_DAY, "2023-04-08", "2023-04-10"),
]


@pytest.mark.covers("STD-1.1.8")
@pytest.mark.parametrize(("text", "pattern", "first", "last"), FORMS)
def test_each_of_the_14_forms_is_read_shown_bounded_and_kept(text, pattern, first, last):
    """Display is the text; bounds are what the words say; storage reads back; there is no ISO form."""
    date = RegisterDate.parse(text)
    assert date.pattern is pattern
    assert date.wareki() == str(date) == text
    assert tuple(day.isoformat() for day in date.bounds()) == (first, last)
    assert date.iso() is None
    assert date.calendar_day is None
    assert not date.is_known
    again = RegisterDate.from_stored(date.stored())
    assert (again, again.stored(), again.wareki()) == (date, date.stored(), text)
    assert hash(again) == hash(date)
    assert not date.same_day(again)


def test_there_are_exactly_the_forms_of_the_standard():
    """14, in its order, each with the form as the standard prints it."""
    assert [pattern for _, pattern, _, _ in FORMS] == list(UnknownPattern)
    assert [pattern.form for pattern in UnknownPattern] == [
        "令和○年頃",
        "令和○年○月頃",
        "令和○年○月○日頃",
        "推定令和○年○月○日",
        "推定令和○年○月",
        "令和○年春",
        "令和○年○月上旬",
        "令和○年○月中旬頃",
        "年月日不詳",
        "令和○年月日不詳",
        "令和○年○月日不詳",
        "令和○年○月○日から○月○日頃までの間",
        "令和○年○月推定○日から○日までの間",
        "令和○年○月○日頃から○日頃までの間",
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("S20頃", "昭和20年頃"),
        ("昭和20年ごろ", "昭和20年頃"),
        ("S20.3頃", "昭和20年3月頃"),
        ("昭和二十年三月頃", "昭和20年3月頃"),
        ("推定S20.3.10", "推定昭和20年3月10日"),
        ("令和５年　月日不詳", "令和5年月日不詳"),
        ("令和5年4月 日不詳", "令和5年4月日不詳"),
        ("不詳", "年月日不詳"),
        ("昭和20年冬", "昭和20年冬"),
        ("昭和10年3月下旬", "昭和10年3月下旬"),
        ("昭和20年3月10日から12日頃までの間", "昭和20年3月10日から12日頃までの間"),
        ("大正5年月日不詳", "大正5年月日不詳"),
        ("昭和64年頃", "昭和64年頃"),
        ("大正15年12月25日頃", "大正15年12月25日頃"),
        ("平成元年春", "平成元年春"),
    ],
)
def test_an_unknown_day_is_read_as_typed(typed, shown):
    """Short spellings become the form of the standard; the month of an end is shown as it was given."""
    assert RegisterDate.parse(typed).wareki() == shown


def test_a_field_may_refuse_unknown_days():
    """Only the fields of clause 1.1.8 take them; a lunisolar day is known."""
    for text in ("昭和20年頃", "年月日不詳", "慶応3年頃"):
        with pytest.raises(InvalidDate) as caught:
            RegisterDate.parse(text, permit_unknown=False)
        assert caught.value.code == "V-DATE-UNKNOWN"
    assert RegisterDate.parse("慶応3年10月5日", permit_unknown=False).is_known
    assert RegisterDate.parse("R8.11.21", permit_unknown=False).is_known


def test_a_year_shared_by_two_eras_is_cut_to_the_era_written():
    """昭和64年 had seven days; 平成元年 has the rest; a calendar year covers both and is shown in the later era."""
    showa, heisei, both = map(RegisterDate.parse, ("昭和64年頃", "平成元年頃", "1989年頃"))
    assert showa.bounds() == (dt.date(1989, 1, 1), dt.date(1989, 1, 7))
    assert heisei.bounds() == (dt.date(1989, 1, 8), dt.date(1989, 12, 31))
    assert both.bounds() == (dt.date(1989, 1, 1), dt.date(1989, 12, 31))
    assert both.wareki() == "平成元年頃"
    assert both.seireki() == "1989年頃"
    assert both.era is None
    assert showa.era.name == "昭和"
    assert showa < both < heisei


def test_an_unknown_day_written_in_either_count_of_years_is_the_same():
    """1945年頃 and 昭和20年頃 say the same."""
    assert RegisterDate.parse("1945年頃") == RegisterDate.parse("昭和20年頃")
    assert RegisterDate.parse("昭和20年頃").seireki() == "1945年頃"
    assert RegisterDate.parse("昭和20年頃") != RegisterDate.parse("昭和20年月日不詳")


def test_winter_covers_its_year():
    """January, February and December of the year: the words do not say which."""
    assert RegisterDate.parse("昭和20年冬").bounds() == (dt.date(1945, 1, 1), dt.date(1945, 12, 31))


def test_a_wholly_unknown_day_comes_first():
    """年月日不詳 sorts before every other date."""
    unknown = RegisterDate.unknown()
    assert unknown == RegisterDate.parse("年月日不詳")
    assert unknown < RegisterDate.parse("天保3年1月1日")
    assert unknown.wareki() == unknown.seireki() == "年月日不詳"


def test_an_odd_day_within_an_unknown_form_needs_permission():
    """推定昭和48年2月29日 is in no calendar."""
    with pytest.raises(InvalidDate):
        RegisterDate.parse("推定昭和48年2月29日")
    date = RegisterDate.parse("推定昭和48年2月29日", permit_non_calendar=True)
    assert date.bounds() == (dt.date(1973, 2, 28), dt.date(1973, 3, 1))
    assert RegisterDate.from_stored(date.stored()) == date


def written_dates():
    years = st.integers(1873, 2100)
    months, days = st.integers(1, 12), st.integers(1, 31)
    return st.builds(
        _shape,
        st.sampled_from(list(Pattern)),
        years,
        months,
        days,
        st.integers(0, 12),
        days,
        st.sampled_from("春夏秋冬"),
        st.sampled_from("上中下"),
        st.sampled_from(["", "M", "T", "S", "H", "R"]),
    )


FIELDS = {
    Pattern.YEAR_ABOUT: "",
    Pattern.MONTH_ABOUT: "month",
    Pattern.DAY_ABOUT: "month day",
    Pattern.ESTIMATED_DAY: "month day",
    Pattern.ESTIMATED_MONTH: "month",
    Pattern.SEASON: "season",
    Pattern.PART_OF_MONTH: "month part",
    Pattern.PART_OF_MONTH_ABOUT: "month part",
    Pattern.MONTH_AND_DAY_UNKNOWN: "",
    Pattern.DAY_UNKNOWN: "month",
    Pattern.FROM_DAY_TO_ABOUT_DAY: "month day end_month end_day",
    Pattern.ESTIMATED_DAYS: "month day end_day",
    Pattern.FROM_ABOUT_DAY_TO_ABOUT_DAY: "month day end_day",
}


def _shape(pattern, year, month, day, end_month, end_day, season, part, in_era):
    if pattern is Pattern.UNKNOWN:
        return Written(pattern, "", 0)
    given_parts = {"month": month, "day": day, "end_month": end_month, "end_day": end_day}
    wanted = FIELDS[pattern].split()
    parts = {name: value for name, value in given_parts.items() if name in wanted}
    detail = season if "season" in wanted else part if "part" in wanted else ""
    return Written(pattern, in_era, year, detail=detail, **parts)


@given(written_dates())
def test_every_unknown_day_that_is_possible_reads_back_and_has_ordered_bounds(written):
    """Storage, display in either count of years, bounds and sort key agree."""
    try:
        check(written, permit_non_calendar=True)
    except InvalidDate:
        return
    date = RegisterDate._from_written(written, permit_non_calendar=True)
    first, last = date.bounds()
    assert first <= last
    assert (first, last) == bounds(written)
    again = RegisterDate.from_stored(date.stored())
    assert again == date
    assert again.wareki() == date.wareki()
    assert date.sort_key() == again.sort_key()
    if written.era:
        assert RegisterDate.parse(date.wareki(), permit_non_calendar=True).stored() == date.stored()
    elif date.pattern is not Pattern.UNKNOWN:
        assert RegisterDate.parse(date.seireki(), permit_non_calendar=True).stored() == date.stored()


@given(st.lists(written_dates(), max_size=6))
def test_all_dates_have_one_total_order(many):
    """Equal exactly when neither comes first; sorting is stable under shuffling."""
    dates = []
    for written in many:
        try:
            dates.append(RegisterDate._from_written(written, permit_non_calendar=True))
        except InvalidDate:
            continue
    for one in dates:
        for two in dates:
            assert (one == two) == (not one < two and not one > two)
            assert one != two or hash(one) == hash(two)


def test_months_have_their_days():
    """Leap years by the Gregorian rule."""
    assert [last_day_of(year, 2) for year in (1900, 2000, 2023, 2024)] == [28, 29, 28, 29]
    assert [last_day_of(2023, month) for month in range(1, 13)] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
