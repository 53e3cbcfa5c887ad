"""Why a text is not a date: one constructor for each reason, with its stable code.

The messages name an impossible day (no one is born on it) but never repeat text that could not be read.
"""

from __future__ import annotations

from typing import Self

from daicho.values.errors import InvalidValue


class InvalidDate(InvalidValue):
    """A text is not a date that a register can hold.

    Codes: V-DATE-EMPTY, V-DATE-FORM, V-DATE-INCOMPLETE, V-DATE-YEAR, V-DATE-MONTH, V-DATE-DAY, V-DATE-CALENDAR,
    V-DATE-ERA, V-DATE-BEFORE-SOLAR, V-DATE-LUNISOLAR, V-DATE-ORDER, V-DATE-UNKNOWN, V-DATE-STORED.
    """

    @classmethod
    def empty(cls) -> Self:
        """Nothing was typed."""
        return cls("V-DATE-EMPTY", "日付が空です。入力してください。", "The date is empty. Enter one.")

    @classmethod
    def form(cls) -> Self:
        """The text has none of the forms."""
        return cls(
            "V-DATE-FORM",
            "日付として読めません。「R8.11.21」「令和8年11月21日」「20261121」又は不詳日の書き方"
            "(「昭和20年頃」など標準仕様書1.1.8の14種)で入力してください。",
            "This cannot be read as a date. Write R8.11.21, 令和8年11月21日 or 20261121, or one of the 14 forms of an "
            "unknown day (standard, clause 1.1.8) such as 昭和20年頃.",
        )

    @classmethod
    def incomplete(cls) -> Self:
        """Month or day is missing and nothing says that it is unknown."""
        return cls(
            "V-DATE-INCOMPLETE",
            "月又は日がありません。不明であれば「月日不詳」「日不詳」「頃」などを付けてください(標準仕様書1.1.8)。",
            "The month or the day is missing. If it is unknown, say so with 月日不詳, 日不詳 or 頃 "
            "(standard, clause 1.1.8).",
        )

    @classmethod
    def year(cls) -> Self:
        """A year zero, or one beyond the calendar."""
        return cls(
            "V-DATE-YEAR",
            "年が正しくありません。元号の年は元年(1年)から、西暦は4桁です。年を確かめてください。",
            "The year is wrong. Years of an era start at 1 (元年), calendar years have four digits. Check the year.",
        )

    @classmethod
    def month(cls, month: int) -> Self:
        """A month outside 1 to 12."""
        return cls(
            "V-DATE-MONTH",
            f"{month}月はありません。月は1から12までです。月を確かめてください。",
            f"There is no month {month}. Months are 1 to 12. Check the month.",
        )

    @classmethod
    def day(cls, day: int) -> Self:
        """A day outside 1 to 31."""
        return cls(
            "V-DATE-DAY",
            f"{day}日はありません。日は1から31までです。日を確かめてください。",
            f"There is no day {day}. Days are 1 to 31. Check the day.",
        )

    @classmethod
    def calendar(cls, shown: str, last: int) -> Self:
        """A day that the month does not have."""
        return cls(
            "V-DATE-CALENDAR",
            f"{shown}は暦にありません。この月は{last}日までです。暦上日以外の日を持てるのは、生年月日など"
            "標準仕様書1.1.8に定める項目だけです。日を確かめてください。",
            f"{shown} is not in the calendar: that month has {last} days. Only the fields of clause 1.1.8 (date of "
            "birth and some others) may hold such a day. Check the day.",
        )

    @classmethod
    def era(cls, shown: str, reason: tuple[str, str], instead: str) -> Self:
        """A day or period outside the era it is written in."""
        japanese, english = reason
        return cls(
            "V-DATE-ERA",
            f"{shown}はありません。{japanese}です。{instead}ではないか確かめてください。",
            f"{shown} does not exist: {english}. Check whether {instead} is meant.",
        )

    @classmethod
    def before_solar(cls) -> Self:
        """A calendar year before 1873."""
        return cls(
            "V-DATE-BEFORE-SOLAR",
            "明治6年1月1日(1873年)より前は太陰太陽暦のため、西暦では登録できません。"
            "「明治5年12月2日」のように元号で入力してください。",
            "Before 1 January 1873 (Meiji 6) the calendar was lunisolar. Enter the day in its era, "
            "such as 明治5年12月2日.",
        )

    @classmethod
    def lunisolar(cls) -> Self:
        """A lunisolar day that cannot have been."""
        return cls(
            "V-DATE-LUNISOLAR",
            "太陰太陽暦の日付として正しくありません。元号の年数、月(1から12、閏月は「閏5月」)、日(1から30)を確かめてください。"
            "明治5年は12月2日までです(翌日が明治6年1月1日)。",
            "This is not a day of the lunisolar calendar. Check the year of the era, the month (1 to 12, a leap month "
            "as 閏5月) and the day (1 to 30). Meiji 5 ended on 12月2日; the next day was 明治6年1月1日.",
        )

    @classmethod
    def order(cls) -> Self:
        """A period whose end is not after its start."""
        return cls(
            "V-DATE-ORDER",
            "期間の終わりが初めより後ではありません。初めの日と終わりの日を確かめてください。",
            "The period does not end after it starts. Check both days.",
        )

    @classmethod
    def unknown(cls) -> Self:
        """An unknown day in a field that needs a known one."""
        return cls(
            "V-DATE-UNKNOWN",
            "この項目には不詳日を登録できません。不詳日を持てるのは、生年月日など標準仕様書1.1.8に定める項目だけです。"
            "年月日を入力してください。",
            "This field takes no unknown day. Only the fields of clause 1.1.8 (date of birth and some others) do. "
            "Enter year, month and day.",
        )

    @classmethod
    def stored(cls) -> Self:
        """A stored text that this library did not write."""
        return cls(
            "V-DATE-STORED",
            "保存された日付の形式が正しくありません。データの移行元を確かめてください。",
            "A stored date has a wrong form. Check where the data came from.",
        )
